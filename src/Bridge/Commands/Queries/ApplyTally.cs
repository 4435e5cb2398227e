using Bridge.Commands.Output;

namespace Bridge.Commands.Queries;

/// <summary>What became of a dashboard.</summary>
internal enum ApplyOutcome
{
    /// <summary>It has other queries now, or would have.</summary>
    Changed,

    /// <summary>It had them already.</summary>
    Right,

    /// <summary>Nothing is done to it, and nobody has to do anything about that.</summary>
    LeftAlone,

    /// <summary>Somebody else saved it between the read and the save.</summary>
    Outdated,

    /// <summary>It should have been changed, and was not.</summary>
    Failed,

    /// <summary>The same, because Grafana does not answer as it should: there is no use in going on.</summary>
    GrafanaAway,
}

/// <summary>How many dashboards of one Grafana came to which end.</summary>
/// <param name="total">All of them.</param>
/// <param name="isSaved">Whether changes are saved, or only shown.</param>
internal sealed class ApplyTally(int total, bool isSaved)
{
    private readonly Dictionary<ApplyOutcome, int> _counts = [];

    public bool IsComplete => Of(ApplyOutcome.Failed) + Of(ApplyOutcome.GrafanaAway) == 0;

    public void Count(ApplyOutcome outcome) => _counts[outcome] = Of(outcome) + 1;

    public override string ToString()
    {
        var changed = Of(ApplyOutcome.Changed);
        List<string> parts = [$"{changed} of {CommandText.Count(total, "dashboard")} {(isSaved ? "changed" : "would be changed")}"];
        Add(Of(ApplyOutcome.Right), "right already");
        Add(Of(ApplyOutcome.LeftAlone), "left alone");
        Add(Of(ApplyOutcome.Failed) + Of(ApplyOutcome.GrafanaAway), "failed");
        Add(total - _counts.Values.Sum(), "not looked at");
        return $"{string.Join(", ", parts)}.{(isSaved || changed == 0 ? "" : " --yes saves them.")}";

        void Add(int count, string words)
        {
            if (count > 0)
            {
                parts.Add($"{count} {words}");
            }
        }
    }

    private int Of(ApplyOutcome outcome) => _counts.GetValueOrDefault(outcome);
}
