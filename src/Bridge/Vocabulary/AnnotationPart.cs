namespace Bridge.Vocabulary;

/// <summary>Which of an incident's annotations.</summary>
internal enum AnnotationPart
{
    /// <summary>From start to end, with the shape <c>region</c>.</summary>
    Region,

    /// <summary>The point at the start, with the shape <c>points</c>.</summary>
    Start,

    /// <summary>The point at the resolve, with the shape <c>points</c>.</summary>
    Resolve,
}

/// <summary>How an incident is shown: the value of the tag <c>status</c>.</summary>
internal enum AnnotationStatus
{
    /// <summary>Impact goes on.</summary>
    Open,

    /// <summary>Impact is over.</summary>
    Resolved,
}
