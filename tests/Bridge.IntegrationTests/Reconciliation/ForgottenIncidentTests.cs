using Bridge.IntegrationTests.Hosting;
using Bridge.Store;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.IntegrationTests.Reconciliation;

/// <summary>An incident that the store has forgotten after its time, and that comes back all the same.</summary>
public sealed class ForgottenIncidentTests
{
    private const string Incident = IncidentPayload.SomeId;

    private static readonly IncidentPayload Closed = new(Incident) { Category = "closed", Status = "Closed" };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Change_of_a_forgotten_incident_changes_its_annotation_and_makes_no_second_one()
    {
        await using var bridge = await BridgeInstance.StartAsync();
        var annotations = bridge.Grafana.Remembers();
        await bridge.BecomesAsync(Closed);
        var made = Assert.Single(annotations.All);
        await ForgetAsync(bridge);

        await bridge.BecomesAsync(Closed with { Name = "Named after all" });

        var changed = Assert.Single(annotations.All);
        Assert.Equal(made.Id, changed.Id);
        Assert.Contains("Named after all", changed.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Forgotten_incident_that_turns_out_of_sight_loses_its_words()
    {
        await using var bridge = await BridgeInstance.StartAsync();
        var annotations = bridge.Grafana.Remembers();
        await bridge.BecomesAsync(Closed with { Name = "Confidential from today on" });
        await ForgetAsync(bridge);

        bridge.IncidentIo.Answers(IncidentIoMock.FetchOf(Incident), Answer.Status(404));
        await bridge.AnnounceAsync(Incident);
        await bridge.HasEndedAsync(Incident, "dead_letter");

        Assert.DoesNotContain("Confidential", Assert.Single(annotations.All).Text, StringComparison.Ordinal);
    }

    private static async Task ForgetAsync(BridgeInstance bridge)
    {
        var store = bridge.Services.GetRequiredService<IBridgeStore>();
        Assert.Equal(1, await store.ForgetIncidentsAsync(TimeProvider.System.GetUtcNow().AddDays(1), limit: 10, Token));
        Assert.Null(bridge.WorkOn(Incident));
    }
}
