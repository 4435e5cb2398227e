using System.Globalization;

namespace Bridge.UnitTests.Fuzz;

/// <summary>
/// Hostile input to everything that reads what others wrote: 100,000 inputs, or as many as <c>BRIDGE_FUZZ_INPUTS</c> says. The seed is
/// a new one in each run and printed; <c>BRIDGE_FUZZ_SEED</c> takes it again, and with the number of an input, <c>seed:number</c>, that
/// input alone.
/// </summary>
[Trait(PaceTests.Pace, PaceTests.Slow)]
public sealed class FuzzTests(ITestOutputHelper output)
{
    /// <summary>No input may cost more, whatever it says. The templates' own limits make them the dearest.</summary>
    private const long MostBytes = 64L * 1024 * 1024;

    /// <summary>Generous, for machines that do other things too: an input that never ends is what it is there for.</summary>
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(20);

    /// <summary>Each target, its share of the inputs in percent, and what some of its inputs have to lead to.</summary>
    private static readonly Dictionary<string, (Func<IFuzzTarget> Make, int Share, string[] Outcomes)> Targets = new()
    {
        ["webhook"] = (() => new WebhookFuzz(), 25, ["stored", "204", "400", "401", "413"]),
        ["envelope"] = (() => new EnvelopeFuzz(), 25, ["incident", "ignored", "refused"]),
        ["incident"] = (IncidentFuzz.OfOne, 15, ["found", "failed"]),
        ["incidents"] = (IncidentFuzz.OfLists, 10, ["page", "severities", "identity", "failed"]),
        ["grafana"] = (() => new GrafanaFuzz(), 20, ["created", "changed", "found", "nothing", "failed"]),
        ["template"] = (() => new TemplateFuzz(), 5, ["text", "failed", "refused"]),
    };

    public static TheoryData<string> Names => [.. Targets.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void No_input_is_too_much(string name)
    {
        var (make, share, expected) = Targets[name];
        var (seed, only) = Seed();
        var count = Inputs() * share / 100;
        output.WriteLine($"BRIDGE_FUZZ_SEED={seed}, {count} inputs");
        var target = make();

        // The first one pays for what is loaded once.
        target.Feed(new Random(0));
        var outcomes = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (var number = only ?? 0; number < (only + 1 ?? count); number++)
        {
            var outcome = Feed(target, seed, number);
            outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
        }

        output.WriteLine(string.Join(", ", outcomes.Select(pair => $"{pair.Key}: {pair.Value}")));
        Assert.True(only is not null || expected.All(outcomes.ContainsKey), "The inputs do not get everywhere any more.");
    }

    private static string Feed(IFuzzTarget target, int seed, int number)
    {
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var started = TimeProvider.System.GetTimestamp();
        try
        {
            var outcome = target.Feed(new Random(HashCode(seed, number)));
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - allocated, 0, MostBytes);
            Assert.InRange(TimeProvider.System.GetElapsedTime(started), TimeSpan.Zero, MostTime);
            return outcome;
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"Replay it with BRIDGE_FUZZ_SEED={seed}:{number}", exception);
        }
    }

    /// <summary>The same in every process, unlike <see cref="System.HashCode"/>.</summary>
    private static int HashCode(int seed, int number) => unchecked((seed * 486_187_739) ^ (number * 16_777_619));

    private static int Inputs() =>
        Environment.GetEnvironmentVariable("BRIDGE_FUZZ_INPUTS") is { Length: > 0 } inputs ? int.Parse(inputs, CultureInfo.InvariantCulture) : 100_000;

    private static (int Seed, int? Only) Seed()
    {
        if (Environment.GetEnvironmentVariable("BRIDGE_FUZZ_SEED") is not { Length: > 0 } given)
        {
            return (Guid.NewGuid().GetHashCode() & int.MaxValue, null);
        }

        var parts = given.Split(':');
        return (int.Parse(parts[0], CultureInfo.InvariantCulture), parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : null);
    }
}
