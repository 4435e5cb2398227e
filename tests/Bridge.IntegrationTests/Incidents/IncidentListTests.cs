using Bridge.Incidents;
using Bridge.IntegrationTests.Hosting;
using Bridge.Simulator.IncidentIo;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.IntegrationTests.Incidents;

/// <summary>The list of incidents, through the bridge's own client with its handlers, from a server that pages and filters.</summary>
public sealed class IncidentListTests
{
    private static readonly DateTimeOffset Day = new(2026, 11, 2, 9, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pages_follow_each_other_until_the_last_and_hold_whole_incidents()
    {
        await using var incidentIo = await SimulatedIncidentIo.StartNewAsync(time: null, Cancellation);
        await using var services = Clients(incidentIo);
        for (var number = 1; number <= 3; number++)
        {
            incidentIo.Put(SimulatedIncident.Declared(number, $"Incident {number}", Day.AddMinutes(number)).Live(Day.AddHours(1)));
        }

        var query = new IncidentQuery { PageSize = 2 };
        var first = await ListAsync(services, query, after: null);
        var second = await ListAsync(services, query, first.Next);

        Assert.Equal(["INC-3", "INC-2", "INC-1"], [.. References(first), .. References(second)]);
        Assert.Null(second.Next);
        Assert.Empty(first.Faults.Concat(second.Faults));
    }

    [Fact]
    public async Task A_date_leaves_out_what_did_not_change_since()
    {
        await using var incidentIo = await SimulatedIncidentIo.StartNewAsync(time: null, Cancellation);
        await using var services = Clients(incidentIo);
        incidentIo.Put(SimulatedIncident.Declared(1, "Before", Day.AddDays(-2)));
        incidentIo.Put(SimulatedIncident.Declared(2, "Since", Day));

        var list = await ListAsync(services, new IncidentQuery { UpdatedSince = new DateOnly(2026, 11, 2) }, after: null);

        Assert.Equal(["INC-2"], References(list));
        var request = Assert.Single(incidentIo.Requests);
        Assert.Equal("2026-11-02", request.QueryValue("updated_at[gte]"));
        Assert.Equal("250", request.QueryValue("page_size"));
        Assert.Empty(request.Query("after"));
    }

    private static IEnumerable<string> References(IncidentPage page) => page.Incidents.Select(incident => incident.Reference);

    private static async Task<IncidentPage> ListAsync(ServiceProvider services, IncidentQuery query, string? after)
    {
        var (page, failure) = await services.GetRequiredService<IncidentClient>().ListAsync(query, after, Cancellation);
        Assert.Null(failure);
        return page!;
    }

    private static ServiceProvider Clients(SimulatedIncidentIo incidentIo) => BridgeHost.BuildClients(builder =>
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["IncidentIo:ApiUrl"] = incidentIo.Url.ToString(),
            ["IncidentIo:ApiKey"] = incidentIo.ApiKey,
            ["IncidentIo:SigningSecrets:0"] = BridgeInstance.SigningSecret,
            ["Grafana:main:Url"] = "http://127.0.0.1:9",
            ["Grafana:main:Token"] = "token",
        }));
}
