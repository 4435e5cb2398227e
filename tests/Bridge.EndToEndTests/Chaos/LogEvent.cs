namespace Bridge.EndToEndTests.Chaos;

/// <summary>Log event numbers that a run counts, as <c>docs/reference.md</c> lists them.</summary>
internal static class LogEvent
{
    public const int AnnotationCreated = 4000;
    public const int DuplicateRemoved = 4004;
    public const int DeadLettered = 5002;
    public const int LeaseLost = 5003;
    public const int DriftFound = 5012;
    public const int DriftDone = 5013;
}
