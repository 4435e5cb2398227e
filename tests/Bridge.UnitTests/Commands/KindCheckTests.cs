using System.Net;
using Bridge.Commands.Check;
using Bridge.Incidents;
using Bridge.Kinds.Maintenance;
using Bridge.Subjects;
using Bridge.UnitTests.Kinds.Maintenance;
using Bridge.UnitTests.Settings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Bridge.UnitTests.Commands;

/// <summary>Whether the key may read what is shown beside incidents: one request per kind that is on.</summary>
public sealed class KindCheckTests
{
    private readonly FakeTimeProvider _time = new(AWindow.From);
    private readonly FakeMaintenanceApi _api;

    public KindCheckTests() => _api = new FakeMaintenanceApi(_time);

    [Fact]
    public async Task Nothing_is_asked_of_a_kind_that_is_off()
    {
        Assert.Empty(await CheckAsync());
        Assert.Empty(_api.Calls);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_that_may_be_read_is_well(bool hasList)
    {
        Assert.Equal(["Ok MaintenanceWindows The key may read them."], await CheckAsync("all", hasList));
        Assert.Equal(hasList ? 1 : 3, _api.Calls.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_that_may_not_be_read_names_the_right_that_is_missing(bool hasList)
    {
        _api.Fails("active after ", HttpStatusCode.Forbidden);

        Assert.Equal(
            ["Failed MaintenanceWindows The key may not read them (HTTP 403), so none is shown. Give it a role with maintenance_windows.view under Settings → API keys, or turn MaintenanceWindows off."],
            await CheckAsync("all", hasList));
    }

    [Fact]
    public async Task One_that_could_not_be_asked_for_says_why()
    {
        _api.Fails("active after ", HttpStatusCode.BadGateway);

        Assert.Equal(["Failed MaintenanceWindows They could not be asked for: server (HTTP 502)."], await CheckAsync("all"));
    }

    private async Task<IEnumerable<string>> CheckAsync(string show = "none", bool hasList = true)
    {
        var source = new MaintenanceSource(_api, new IncidentIoRequests(_time), _time);
        var services = new ServiceCollection().AddSingleton<TimeProvider>(_time).AddSingleton<ISubjectSource>(source);
        if (hasList)
        {
            services.AddSingleton<ISubjectListing>(source);
        }

        await using var provider = services.BuildServiceProvider();
        var results = await new KindCheck(provider, TestSettings.Read(("MaintenanceWindows:Show", show))).RunAsync(TestContext.Current.CancellationToken);
        return results.Select(result => $"{result.Status} {result.Subject} {result.Message}");
    }
}
