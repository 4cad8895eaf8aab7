package dev.xylem.iterate;

/** What the walk found for one question: data or its absence as a server said it, or a failure. */
public sealed interface Found
    permits ReplyKind.Answer,
        ReplyKind.AnyAnswer,
        ReplyKind.Alias,
        ReplyKind.AliasTooLong,
        ReplyKind.NoData,
        ReplyKind.NxDomain,
        Found.Failed {

  /** Nothing could be found; {@code detail} says in a sentence what was tried. */
  record Failed(FailureCause cause, String detail) implements Found {}
}
