using Bridge.IntegrationTests.Hosting;
using Bridge.Observability;
using Bridge.Simulator.IncidentIo;
using Microsoft.Extensions.Logging;

namespace Bridge.IntegrationTests.Kinds;

/// <summary>What the log says when the key may not list a kind that is shown.</summary>
public sealed class KindRightsTests
{
    [Theory]
    [InlineData("escalation", "Escalations:Show", "all", IncidentIoScope.Escalations)]
    [InlineData("alert", "Alerts:Show", "matching", IncidentIoScope.Alerts)]
    [InlineData("maintenance", "MaintenanceWindows:Show", "all", IncidentIoScope.MaintenanceWindows)]
    [InlineData("shift", "Shifts:Schedules:0", "Primary", IncidentIoScope.Schedules)]
    public async Task A_list_that_the_key_may_not_read_names_the_right_once(string kind, string setting, string value, string scope)
    {
        var list = scope.Split('.')[0];
        await using var world = await KindWorld.StartAsync(world => world.IncidentIo.Scopes = world.IncidentIo.Scopes.Remove(scope), (setting, value));

        await Eventually.IsTrueAsync(() => world.IncidentIo.Requests.Count(request => request.Path.EndsWith(list, StringComparison.Ordinal)) > 1, "it was listed again");

        var line = Assert.Single(
            world.Bridge.Logs.GetSnapshot(),
            record => record.Id.Id == EventIds.JobFailed && record.Level == LogLevel.Warning && record.Message.Contains("auth", StringComparison.Ordinal));
        Assert.StartsWith($"The job poll:{kind} did not do its work: auth (HTTP 403; the list needs a key with {scope}).", line.Message, StringComparison.Ordinal);
    }
}
