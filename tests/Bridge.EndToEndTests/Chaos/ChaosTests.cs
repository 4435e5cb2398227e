namespace Bridge.EndToEndTests.Chaos;

/// <summary>
/// Promises 1 to 3 while everything breaks. Small and quick by default; <c>docs/reliability.md</c> says how to make it long, and how to
/// replay a seed. The stores are two classes, so that they run side by side.
/// </summary>
internal static class ChaosTest
{
    public static async Task RunAsync(IChaosStore store)
    {
        var options = ChaosOptions.FromEnvironment(store.Limits);
        Say($"Chaos on {store.Name}: {options}");
        var report = await new ChaosRun(options, store, TestContext.Current.TestOutputHelper!.WriteLine, TestContext.Current.CancellationToken).PlayAsync();
        Say(report.ToString());
        Assert.True(report.Verdict.IsClean, $"{report.Verdict}\nReplay with {options}");
    }

    /// <summary>To the console too: a test that hangs, or passes, does not show its output.</summary>
    private static void Say(string text)
    {
        TestContext.Current.TestOutputHelper!.WriteLine(text);
        Console.WriteLine(text);
    }
}

public sealed class SqliteChaosTests
{
    [Fact]
    public async Task Nothing_acknowledged_is_lost_doubled_or_wrong()
    {
        await using var store = await SqliteChaosStore.CreateAsync();
        await ChaosTest.RunAsync(store);
    }
}

public sealed class PostgresChaosTests
{
    [Fact]
    public async Task Nothing_acknowledged_is_lost_doubled_or_wrong_with_three_replicas()
    {
        await using var store = await PostgresChaosStore.CreateAsync();
        await ChaosTest.RunAsync(store);
    }
}
