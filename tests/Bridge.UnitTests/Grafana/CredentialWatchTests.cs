using Bridge.Grafana;
using Bridge.Incidents;
using Bridge.Observability;
using Bridge.Store;
using Bridge.UnitTests.Incidents;
using Bridge.UnitTests.Reconciliation;
using Bridge.UnitTests.Settings;
using Bridge.Upstreams;
using Bridge.Vocabulary;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Bridge.UnitTests.Grafana;

/// <summary>Both Grafanas are left alone and have a dead letter each; then credentials change.</summary>
public sealed class CredentialWatchTests : ReconciliationFixture
{
    private static readonly Incident Resolved = AnIncident.Resolved();

    private readonly IConfigurationRoot _configuration = new ConfigurationBuilder().AddInMemoryCollection(
        [.. TestSettings.Least, new("Grafana:other:Url", "https://other.example"), new("Grafana:other:Token", "token")]).Build();

    private readonly LiveSettings _live;
    private readonly CredentialWatch _watch;
    private readonly WatchedTime _watchTime;

    public CredentialWatchTests()
    {
        _live = new LiveSettings(_configuration, BridgeSettings.Read(_configuration), Logger<LiveSettings>());
        _watchTime = new WatchedTime(Time);
        _watch = new CredentialWatch(
            _live.Of(live => live.IncidentIo), _live.Of(live => live.Grafana), [Grafana, Other], Store.Store, Signal, _watchTime, Logger<CredentialWatch>());
    }

    public override async ValueTask DisposeAsync()
    {
        await _watch.StopAsync(Cancellation);
        _watch.Dispose();
        _live.Dispose();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task A_new_token_closes_the_breaker_of_its_grafana_and_wakes_its_dead_letters_and_no_others()
    {
        await StartAsync();
        var wakeUps = Signal.Listen(Lane.Incidents);

        Change("Grafana:main:Token", "another");

        await ToldAsync(1);
        Assert.Equal(
            ["Credentials changed: 1 deliveries to Grafana main that failed are tried again now."], Lines(EventIds.CredentialsChanged, LogLevel.Information));
        Assert.Null(Grafana.HeldUntil);
        Assert.NotNull(Other.HeldUntil);
        Assert.Single(await DueAsync(Now));
        Assert.Empty(await DueAsync(Now, "other"));
        await Eventually.IsTrueAsync(() => wakeUps.WaitAsync(TimeSpan.FromHours(1), Time, Cancellation).IsCompleted, "the loops are woken");
    }

    [Fact]
    public async Task A_new_key_for_incident_io_wakes_all()
    {
        await StartAsync();

        Change("IncidentIo:ApiKey", "another");

        await ToldAsync(2);
        Assert.All([Grafana, Other], grafana => Assert.Null(grafana.HeldUntil));
        Assert.Single(await DueAsync(Now));
        Assert.Single(await DueAsync(Now, "other"));
    }

    [Fact]
    public async Task Settings_that_were_read_again_and_are_the_same_wake_nobody()
    {
        await StartAsync();

        Change("Annotations:Tags:0", "mine");
        Change("Grafana:main:Token", "another");

        await ToldAsync(1);
        Assert.NotNull(Other.HeldUntil);
    }

    [Fact]
    public async Task A_store_that_is_away_when_they_change_is_asked_again()
    {
        await StartAsync();
        Store.Fail(nameof(IDeliveryQueue.WakeAsync));
        Change("Grafana:main:Token", "another");
        await Eventually.IsTrueAsync(() => _watchTime.Waits.Contains(TimeSpan.FromSeconds(1)), "the next turn is a second away");
        Assert.Single(Lines(EventIds.LoopFailed, LogLevel.Warning));

        Store.Answers.Clear();

        // The pause is longer if the change was seen twice, by the first turn and by the wake-up.
        await Eventually.IsTrueAsync(
            () =>
            {
                Time.Advance(TimeSpan.FromSeconds(1));
                return Lines(EventIds.CredentialsChanged, LogLevel.Information).Count == 1;
            },
            "the next turn tells Grafana");
        Assert.Single(await DueAsync(Now));
    }

    private async Task StartAsync()
    {
        IncidentIo.Has(Resolved);
        foreach (var grafana in (InMemoryGrafana[])[Grafana, Other])
        {
            grafana.ThenWorks().Then(new UpstreamFailure(FailureReason.Client, "HTTP 400"));
            await DeliverAsync(Resolved.Id, grafana.Name);
            grafana.HeldUntil = Now.AddMinutes(1);
        }

        Assert.Empty(await DueAsync(Now));
        await _watch.StartAsync(Cancellation);
    }

    private void Change(string setting, string value)
    {
        _configuration[setting] = value;
        _configuration.Reload();
    }

    private Task ToldAsync(int times) => Eventually.IsTrueAsync(
        () => Lines(EventIds.CredentialsChanged, LogLevel.Information).Count == times, $"{times} Grafanas are told");
}
