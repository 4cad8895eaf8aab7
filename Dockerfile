# The base of both stages must be the same: the runtime links against the base's libraries.
ARG BASE=docker.io/library/debian:trixie-slim

FROM ${BASE} AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends openjdk-25-jdk-headless maven \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /build
COPY pom.xml ./
COPY src/main src/main
COPY src/build src/build
RUN mvn -q -B -ntp -Dmaven.test.skip=true package
# A runtime of only the modules that the jars name, and jfr and the attach tools' agent for looking into a live one.
RUN modules=$(jdeps --print-module-deps --ignore-missing-deps --recursive --multi-release 25 \
        --class-path 'target/lib/*' target/xylem.jar) \
    && jlink --add-modules "$modules,jdk.unsupported,jdk.jfr,jdk.management.agent" \
        --strip-java-debug-attributes --no-header-files --no-man-pages --output /opt/xylem/jre
COPY xylem /opt/xylem/xylem
COPY scripts/lib /opt/xylem/scripts/lib
RUN mkdir -p /opt/xylem/lib && cp -r target/xylem.jar target/lib /opt/xylem/lib/
# One short run at the final paths records what the JVM loads at every start: it starts faster with it.
RUN bash -c '. /opt/xylem/scripts/lib/train.sh && train /opt/xylem /opt/xylem/jre /opt/xylem/lib/xylem.jar' \
    && rm /opt/xylem/scripts/lib/train.sh && chmod -R u=rwX,go=rX /opt/xylem

FROM ${BASE}
ARG BASE
# scripts/image says them; an image that was built without has them empty.
ARG VERSION=""
ARG REVISION=""
ARG CREATED=""
LABEL org.opencontainers.image.title="Xylem" \
      org.opencontainers.image.description="A recursive, validating DNS resolver" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.vendor="The Xylem authors" \
      org.opencontainers.image.documentation="docs/operations.md" \
      org.opencontainers.image.base.name="${BASE}" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.created="${CREATED}"
# A user with a name, so that it has a folder of its own in /tmp for the control socket.
RUN echo 'xylem:x:5353:5353::/var/lib/xylem:/usr/sbin/nologin' >>/etc/passwd && echo 'xylem:x:5353:' >>/etc/group
COPY --from=build /opt/xylem /opt/xylem
COPY config/container.yaml /etc/xylem/xylem.yaml
# Everything but the state belongs to root: a resolver that was taken over cannot change its own code or settings.
RUN chmod 0644 /etc/xylem/xylem.yaml && install -d -o 5353 -g 5353 -m 0750 /var/lib/xylem
# As systemd says it: the cache and what is learnt of trust anchors are kept there.
ENV STATE_DIRECTORY=/var/lib/xylem
WORKDIR /var/lib/xylem
VOLUME /var/lib/xylem
# A number, not a name: Kubernetes can prove only of a number that it is not root.
USER 5353:5353
EXPOSE 53/udp 53/tcp
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["/opt/xylem/xylem", "health"]
# The launcher replaces itself by the JVM, which so becomes process 1 and gets the stop signal.
ENTRYPOINT ["/opt/xylem/xylem"]
CMD ["run", "--config", "/etc/xylem/xylem.yaml"]
