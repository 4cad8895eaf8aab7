package dev.xylem.upstream;

/** The two ways to ask an authoritative server. */
public record Network(Exchange udp, Exchange tcp) {}
