using Bridge.Simulator.Grafana;

namespace Bridge.EndToEndTests.Chaos;

/// <summary>
/// Everything that a run does, and when: a pure function of the options and the store's limits, so that a seed can be replayed. What the
/// processes make of it is theirs; the same plan meets them at the same moments, give or take what the machine is busy with.
/// </summary>
/// <param name="Points">Whether the bridge makes points instead of regions.</param>
/// <param name="Dialect">Whose ways both Grafanas have.</param>
/// <param name="Dashboard">The uid of the dashboard that the bridge posts to; null for the organization.</param>
/// <param name="Changes">In their order.</param>
/// <param name="Faults">In their order.</param>
internal sealed record ChaosPlan(
    bool Points, GrafanaDialect Dialect, string? Dashboard, IReadOnlyList<PlannedChange> Changes, IReadOnlyList<PlannedFault> Faults)
{
    /// <summary>The dashboard of a plan that has one.</summary>
    private const string Incidents = "incidents";

    /// <summary>A lease lasts two minutes.</summary>
    private static readonly TimeSpan BeyondLease = TimeSpan.FromSeconds(130);

    /// <summary>Kinds of <see cref="ChangeKind"/>, as often as they are to be drawn.</summary>
    private static readonly ChangeKind[] ChangeUrn =
    [
        ChangeKind.Renamed, ChangeKind.Renamed, ChangeKind.Regraded, ChangeKind.Resolved, ChangeKind.Resolved, ChangeKind.Resolved,
        ChangeKind.Reopened, ChangeKind.Reopened, ChangeKind.Closed, ChangeKind.Declined, ChangeKind.MadePrivate, ChangeKind.MadePublic,
    ];

    private static readonly int[] ErrorStatuses = [500, 502, 503];

    public static ChaosPlan Make(ChaosOptions options, ChaosLimits limits)
    {
        var random = new Random(unchecked((options.Seed * 31) + limits.Replicas));
        var changes = Enumerable.Range(1, options.Incidents).SelectMany(number => LifeOf(number, options.Duration, random)).ToList();
        return new ChaosPlan(
            random.Next(2) == 0,
            GrafanaDialect.All[random.Next(GrafanaDialect.All.Count)],
            random.Next(3) == 0 ? Incidents : null,
            [.. changes.OrderBy(change => change.At)],
            [.. MakeFaults(options, limits, random).OrderBy(fault => fault.At)]);
    }

    /// <summary>One to five changes: some in one burst, some spread over what is left of the run.</summary>
    private static IEnumerable<PlannedChange> LifeOf(int number, TimeSpan duration, Random random)
    {
        var at = duration * (0.8 * random.NextDouble());
        for (var left = random.Next(1, 6); left > 0 && at < duration; left--)
        {
            at = Milliseconds(at);
            yield return new PlannedChange(at, number, ChangeUrn[random.Next(ChangeUrn.Length)], random.Next(10) == 0 ? random.Next(1, 4) : 0);
            at += random.Next(3) == 0 ? TimeSpan.FromMilliseconds(random.Next(1, 300)) : duration * (0.4 * random.NextDouble());
        }
    }

    /// <summary>
    /// Kinds come in rounds, each in an order of its own: a plan that is long enough has every one of them. The lost store at the end of every
    /// run is one of the faults, and so is the long pause.
    /// </summary>
    private static IEnumerable<PlannedFault> MakeFaults(ChaosOptions options, ChaosLimits limits, Random random)
    {
        List<FaultKind> round = [];
        for (var left = options.Faults - (limits.Replicas > 1 ? 2 : 1); left > 0; left--)
        {
            if (round.Count == 0)
            {
                round = [.. limits.Kinds];
            }

            var kind = round[random.Next(round.Count)];
            round.Remove(kind);
            yield return MakeFault(kind, options.Duration, limits, random);
        }

        if (limits.Replicas > 1)
        {
            // The last replica is paused early, once, and has no other fault: the others are killed meanwhile.
            var at = Milliseconds(options.Duration * (0.1 + (0.1 * random.NextDouble())));
            yield return new PlannedFault(at, BeyondLease, FaultKind.PausedBeyondLease, limits.Replicas - 1, 0);
        }
    }

    private static PlannedFault MakeFault(FaultKind kind, TimeSpan duration, ChaosLimits limits, Random random)
    {
        var at = Milliseconds(duration * (0.02 + (0.93 * random.NextDouble())));
        var lasts = Milliseconds(LongestFault(duration) * (0.1 + (0.9 * random.NextDouble())));
        var replica = random.Next(Math.Max(1, limits.Replicas - 1));
        var upstream = random.Next(2);
        var number = random.Next();
        return kind switch
        {
            FaultKind.ClockMoved => Of(replica, (number % ((2 * limits.ClockSeconds) + 1)) - limits.ClockSeconds),
            FaultKind.UpstreamSlow => Of(upstream, 200 + (number % 2800)),
            FaultKind.UpstreamRateLimited => Of(upstream, 1 + (number % 4)),
            FaultKind.UpstreamError => Of(upstream, ErrorStatuses[number % ErrorStatuses.Length]),
            FaultKind.CreateCutInHalf or FaultKind.GrafanaMoved => Of(1, 0),

            // In the second half, when there is something to take away.
            FaultKind.GrafanaRestored or FaultKind.GrafanaRebuilt or FaultKind.GrafanaCleanedUp =>
                Of(1, 0) with { At = Milliseconds(duration * 0.5) + (at / 2) },
            FaultKind.CreateArrivesLate => Of(1, 500 + (number % ((int)ChaosLimits.LatestCreate.TotalMilliseconds - 500))),
            FaultKind.UpstreamAway or FaultKind.UpstreamHangs or FaultKind.UpstreamGarbage => Of(upstream, 0),
            FaultKind.CutBeforeActing or FaultKind.CutAfterActing => Of(upstream, number % 2),

            // Longer than the bridge waits for the file.
            FaultKind.StoreLocked => Of(0, 0) with { Duration = lasts + TimeSpan.FromSeconds(5) },
            _ => Of(replica, 0),
        };

        PlannedFault Of(int target, int size) => new(at, lasts, kind, target, size);
    }

    private static TimeSpan LongestFault(TimeSpan duration) => TimeSpan.FromSeconds(Math.Clamp(duration.TotalSeconds / 25, 4, 15));

    private static TimeSpan Milliseconds(TimeSpan time) => TimeSpan.FromMilliseconds(Math.Floor(time.TotalMilliseconds));
}
