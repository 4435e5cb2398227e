using Bridge.Commands.Check;
using Bridge.IntegrationTests.Hosting;
using Bridge.Vocabulary;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Bridge.IntegrationTests.Commands;

public sealed class ClockCheckTests
{
    [Theory]
    [InlineData(0, "ok", "agrees")]
    [InlineData(50, "ok", "agrees")]
    [InlineData(120, "warning", "from 300 s on webhooks are refused")]
    [InlineData(-120, "warning", "from 300 s on webhooks are refused")]
    [InlineData(310, "failed", "every webhook would be refused")]
    [InlineData(-310, "failed", "every webhook would be refused")]
    public async Task The_clock_is_compared_with_incident_ios(int secondsAhead, string status, string words)
    {
        // The stand-in dates its answers by the machine's clock, so the bridge's is the one that goes wrong.
        var ourTime = TimeProvider.System.GetUtcNow().AddSeconds(secondsAhead);
        using var incidentIo = new IncidentIoMock();
        await using var services = BridgeHost.BuildClients(builder =>
        {
            builder.Services.AddSingleton<TimeProvider>(new FakeTimeProvider(ourTime));
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["IncidentIo:ApiUrl"] = incidentIo.Url,
                ["IncidentIo:ApiKey"] = "key",
                ["IncidentIo:SigningSecrets:0"] = BridgeInstance.SigningSecret,
                ["Grafana:main:Url"] = "http://127.0.0.1:9",
                ["Grafana:main:Token"] = "token",
            });
        });

        var results = await services.GetRequiredService<IncidentIoCheck>().RunAsync([], TestContext.Current.CancellationToken);

        var clock = Assert.Single(results, result => result.Subject == "Clock");
        Assert.Equal(status, Labels.Of(clock.Status));
        Assert.Contains(words, clock.Message, StringComparison.Ordinal);
    }
}
