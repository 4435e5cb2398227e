using Bridge.Vocabulary;

namespace Bridge.Store;

/// <summary>What is done once in a while, by one replica for all.</summary>
internal enum PeriodicJob
{
    /// <summary>Lists the incidents that changed, to find what no webhook announced.</summary>
    Resync,

    /// <summary>Compares what a Grafana has with what it should have.</summary>
    Drift,

    /// <summary>Takes away what ended longer ago than annotations are kept.</summary>
    Retention,

    /// <summary>Lists the subjects of a kind that no webhook tells of.</summary>
    Poll,

    /// <summary>Done once, by the first bridge that starts on a store: its success says since when there is a bridge.</summary>
    FirstStart,
}

/// <summary>A job, and what it is for: one Grafana, one kind of subjects, or nothing in particular.</summary>
internal readonly record struct JobName(PeriodicJob Job, string? Of = null)
{
    /// <summary>As the store and the log spell it: <c>resync</c>, <c>drift:main</c>.</summary>
    public override string ToString() => Of is null ? Labels.Of(Job) : $"{Labels.Of(Job)}:{Of}";
}

/// <summary>A job that is this replica's to do, until its lease runs out.</summary>
/// <param name="Job">Which one.</param>
/// <param name="Token">Proof of the lease: a later claim of the same job has a higher one.</param>
/// <param name="Watermark">How far the job has come, as it noted itself; none before its first success.</param>
/// <param name="LeaseUntil">When another replica may take it.</param>
internal sealed record JobClaim(JobName Job, long Token, DateTimeOffset? Watermark, DateTimeOffset LeaseUntil);
