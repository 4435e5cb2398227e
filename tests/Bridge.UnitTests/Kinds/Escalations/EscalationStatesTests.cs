using Bridge.Incidents;
using Bridge.Kinds.Escalations;
using Bridge.Observability;
using Bridge.States;
using Bridge.Subjects;
using Bridge.UnitTests.Incidents;
using Bridge.UnitTests.Settings;
using Bridge.Vocabulary;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using Prometheus;

namespace Bridge.UnitTests.Kinds.Escalations;

/// <summary>A private escalation that is read by its id is a line in the customer's audit log. What a list has is not read so.</summary>
public sealed class EscalationStatesTests
{
    private static readonly TimeSpan AMoment = TimeSpan.FromMilliseconds(5);

    private readonly FakeTimeProvider _time = new(AnIncident.UpdatedAt);
    private readonly FakeEscalationApi _api = new();
    private readonly FakeIncidentIo _incidentIo = new();
    private readonly EscalationSource _source;
    private readonly SubjectStates _states;

    public EscalationStatesTests()
    {
        var settings = TestSettings.Read();
        var requests = new IncidentIoRequests(_time);
        var incidents = new IncidentClient(_incidentIo, requests);
        _source = new EscalationSource(_api, requests, _api.Names(requests, _time), new EscalationOptions { Show = ShownEscalations.Shown });
        _states = new SubjectStates(
            incidents,
            [incidents, _source],
            [_source],
            new NoNotes(),
            settings.IncidentIo,
            new BridgeMetrics(Metrics.NewCustomRegistry(), settings.GrafanaNames(), signingSecrets: 0),
            new IncidentReferences(),
            _time,
            new FakeLogger<SubjectStates>());
        _incidentIo.Has(AnIncident.Live());
        _api.Has(AnEscalation.Json("triggered", "10:00 triggered").About(AnEscalation.Incident()));
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private IEnumerable<string> ReadsById => _api.Calls.Where(call => call.StartsWith("get", StringComparison.Ordinal));

    [Fact]
    public async Task A_listed_one_is_completed_by_its_incidents_without_being_read_by_id()
    {
        var askedAt = await ListAsync();

        var (state, failure) = await _states.GetAsync(AnEscalation.Subject, askedAt, Cancellation);

        Assert.Null(failure);
        Assert.Empty(ReadsById);
        Assert.Equal(AnIncident.Id, Assert.Single(state!.Subject!.Parents).Subject!.Id.Value);
        Assert.False(state.Subject.IsPrivate);
        Assert.Equal(["get " + AnIncident.Id], _incidentIo.Calls);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Those_of_an_incident_are_not_read_by_id(bool nameIt)
    {
        if (!nameIt)
        {
            _api.Has(AnEscalation.Json("triggered", "10:00 triggered"));
        }

        var askedAt = _time.GetUtcNow();
        var (company, _) = await _states.GetAsync(Company.Of(SubjectKind.Escalation, AnIncident.Live().Id)!.Value, askedAt, Cancellation);
        var (state, failure) = await _states.GetAsync(AnEscalation.Subject, company!.AskedAt, Cancellation);

        Assert.Null(failure);
        Assert.Equal([AnEscalation.Subject], company.Subject!.Leads);
        Assert.Equal(("Checkout is slow", nameIt ? 1 : 0), (((Happening)state!.Subject!).Title, state.Subject.Parents.Count));
        Assert.False(state.Subject.IsPrivate);
        Assert.Empty(ReadsById);
    }

    [Fact]
    public async Task One_that_is_listed_is_not_complete_before_somebody_asks()
    {
        var askedAt = await ListAsync();

        Assert.Null(_states.Recall(AnEscalation.Subject, askedAt));
        Assert.Empty(_incidentIo.Calls);
    }

    [Fact]
    public async Task An_event_after_the_list_or_an_old_list_has_it_read()
    {
        var askedAt = await ListAsync();
        _time.Advance(AMoment);
        await _states.GetAsync(AnEscalation.Subject, askedAt + AMoment, Cancellation);
        Assert.Single(ReadsById);

        await ListAsync();
        _time.Advance(SubjectState.Lifetime + AMoment);
        await _states.GetAsync(AnEscalation.Subject, notBefore: null, Cancellation);
        Assert.Equal(2, ReadsById.Count());
    }

    [Fact]
    public async Task One_whose_incident_cannot_be_read_has_no_state()
    {
        var askedAt = await ListAsync();
        _incidentIo.ThenFails(System.Net.HttpStatusCode.BadGateway);

        var (state, failure) = await _states.GetAsync(AnEscalation.Subject, askedAt, Cancellation);

        Assert.Null(state);
        Assert.Equal(FailureReason.Server, failure?.Reason);
    }

    /// <returns>When it was asked for.</returns>
    private async Task<DateTimeOffset> ListAsync()
    {
        var askedAt = _time.GetUtcNow();
        await foreach (var (_, _, failure) in _states.WalkAsync(_source, AnIncident.DeclaredAt, Cancellation))
        {
            Assert.Null(failure);
        }

        return askedAt;
    }
}
