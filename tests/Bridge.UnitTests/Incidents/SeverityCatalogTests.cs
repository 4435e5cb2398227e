using System.Net;
using Bridge.Annotations;
using Bridge.Incidents;
using Bridge.UnitTests.Upstreams;
using Bridge.Upstreams;
using Bridge.Vocabulary;
using Microsoft.Extensions.Time.Testing;

namespace Bridge.UnitTests.Incidents;

public sealed class SeverityCatalogTests
{
    private static readonly IReadOnlyList<AnnotationRoute> Naming = [new("ops", ["main"]) { Match = new RouteMatch { MinimumSeverity = "Major" } }];
    private static readonly IReadOnlyList<AnnotationRoute> Misspelt = [new("ops", ["main"]) { Match = new RouteMatch { Severities = ["Majjor"] } }];

    private readonly FakeTimeProvider _time = new(AnIncident.UpdatedAt);
    private readonly SeverityCatalog _catalog;
    private Func<HttpResponseMessage> _answer = () => Answers.Json("""{"severities":[{"name":"Minor","rank":0},{"name":" Major ","rank":1},{"rank":2}]}""");
    private int _asked;

    public SeverityCatalogTests() => _catalog = new SeverityCatalog(
        new IncidentClient(
            new StubIncidentIoApi(_ =>
            {
                _asked++;
                return Task.FromResult(_answer());
            }),
            new IncidentIoRequests(_time)),
        _time);

    [Fact]
    public async Task Nobody_is_asked_when_no_route_names_a_severity()
    {
        var (severities, failure) = await GetAsync([new AnnotationRoute("default", ["main"])]);

        Assert.Equal((0, null, 0), (severities!.Count, failure, _asked));
    }

    [Fact]
    public async Task They_are_asked_for_once_an_hour()
    {
        var (severities, _) = await GetAsync(Naming);
        _time.Advance(TimeSpan.FromMinutes(59));
        await GetAsync(Naming);
        var before = _asked;
        _time.Advance(TimeSpan.FromMinutes(1));
        await GetAsync(Naming);

        Assert.Equal([new IncidentSeverity("Minor", 0), new IncidentSeverity("Major", 1)], severities);
        Assert.Equal((1, 2), (before, _asked));
    }

    [Fact]
    public async Task A_name_that_is_not_among_them_is_asked_for_again_after_a_minute()
    {
        await GetAsync(Misspelt);
        _time.Advance(TimeSpan.FromSeconds(59));
        await GetAsync(Misspelt);
        var before = _asked;
        _time.Advance(TimeSpan.FromSeconds(1));
        await GetAsync(Misspelt);

        Assert.Equal((1, 2), (before, _asked));
    }

    [Fact]
    public async Task An_old_list_is_better_than_none()
    {
        await GetAsync(Naming);
        _answer = () => Answers.Status(HttpStatusCode.ServiceUnavailable);
        _time.Advance(TimeSpan.FromHours(2));

        var (severities, failure) = await GetAsync(Naming);

        Assert.Equal((2, null, 2), (severities!.Count, failure, _asked));
    }

    [Fact]
    public async Task Without_an_old_list_the_failure_is_told_and_there_is_none_not_an_empty_one()
    {
        _answer = () => Answers.Status(HttpStatusCode.ServiceUnavailable);

        var (severities, failure) = await GetAsync(Naming);

        Assert.Equal((null, FailureReason.Server), (severities, failure!.Reason));
    }

    private Task<(IReadOnlyList<IncidentSeverity>? Severities, UpstreamFailure? Failure)> GetAsync(IReadOnlyList<AnnotationRoute> routes) =>
        _catalog.GetAsync(routes.NamedSeverities(), TestContext.Current.CancellationToken);
}
