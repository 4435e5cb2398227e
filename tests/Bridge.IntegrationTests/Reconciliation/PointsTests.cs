using Bridge.IntegrationTests.Hosting;

namespace Bridge.IntegrationTests.Reconciliation;

public sealed class PointsTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 1, 9, 58, 30, TimeSpan.Zero);

    private static readonly IncidentPayload Resolved = new()
    {
        Category = "closed",
        Timestamps = new() { ["Reported at"] = Start, ["Resolved at"] = Start.AddHours(1) },
    };

    [Fact]
    public async Task A_resolved_incident_is_a_point_at_its_start_and_one_at_its_resolve()
    {
        await using var bridge = await StartAsync();
        var annotations = bridge.Grafana.Remembers();
        await bridge.BecomesAsync(new IncidentPayload());
        var whileOpen = annotations.All;

        await bridge.BecomesAsync(Resolved);

        Assert.Contains("event:start", Assert.Single(whileOpen).Tags);
        Assert.Equal(2, annotations.All.Count);
        AssertPoint(annotations.All[0], "start", Start);
        AssertPoint(annotations.All[1], "resolve", Start.AddHours(1));
        Assert.DoesNotContain(annotations.All, annotation => annotation.Id == whileOpen[0].Id);
    }

    [Fact]
    public async Task Reopening_takes_the_point_at_the_resolve_away()
    {
        await using var bridge = await StartAsync();
        var annotations = bridge.Grafana.Remembers();
        await bridge.BecomesAsync(Resolved);

        await bridge.BecomesAsync(Resolved with { Category = "live" });

        AssertPoint(Assert.Single(annotations.All), "start", Start);
        Assert.Contains("status:open", annotations.All[0].Tags);
    }

    private static void AssertPoint(KeptAnnotation annotation, string part, DateTimeOffset time)
    {
        Assert.Equal(time.ToUnixTimeMilliseconds(), annotation.Time);
        Assert.Equal(annotation.Time, annotation.TimeEnd);
        Assert.Equal($"event:{part}", Assert.Single(annotation.Tags, tag => tag.StartsWith("event:", StringComparison.Ordinal)));
    }

    private static Task<BridgeInstance> StartAsync() => BridgeInstance.StartAsync(new()
    {
        ["Annotations:Shape"] = "points",
        ["Reconciliation:MinInterval"] = "00:00:00",
    });
}
