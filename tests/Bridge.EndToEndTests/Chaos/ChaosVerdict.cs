namespace Bridge.EndToEndTests.Chaos;

/// <summary>What is wrong in Grafana once everything is quiet, one line an annotation.</summary>
internal sealed class ChaosVerdict
{
    private const int Shown = 10;

    /// <summary>Acknowledged, due, and not there.</summary>
    public List<string> Lost { get; } = [];

    /// <summary>There more than once.</summary>
    public List<string> Doubled { get; } = [];

    /// <summary>There, and not as the incident's latest state has it.</summary>
    public List<string> Wrong { get; } = [];

    /// <summary>Drawn by a query by a tag that they should not have, or not drawn by one that they should have.</summary>
    public List<string> Misdrawn { get; } = [];

    /// <summary>Annotations of others that were changed or deleted.</summary>
    public List<string> OthersTouched { get; } = [];

    /// <summary>Incidents whose latest webhook the bridge did not take, although nothing is broken any more.</summary>
    public List<string> Unacknowledged { get; } = [];

    public bool IsClean => Lost.Count + Doubled.Count + Wrong.Count + Misdrawn.Count + OthersTouched.Count + Unacknowledged.Count == 0;

    public override string ToString() => string.Join('\n', (string[])
    [
        .. Lines("lost", Lost),
        .. Lines("doubled", Doubled),
        .. Lines("wrong", Wrong),
        .. Lines("drawn by the wrong query", Misdrawn),
        .. Lines("of others touched", OthersTouched),
        .. Lines("not taken", Unacknowledged),
    ]);

    private static IEnumerable<string> Lines(string name, List<string> items) =>
        [$"{items.Count} {name}", .. items.Take(Shown).Select(item => $"  {item}")];
}
