package dev.xylem.control;

import dev.xylem.cache.AnswerCache;
import dev.xylem.cache.server.ServerCache;
import dev.xylem.resolve.Resolver;

/** What is known, and who finds out more. */
public record Knowledge(
    Resolver resolver, Resolver.Memories memories, AnswerCache answers, ServerCache servers) {}
