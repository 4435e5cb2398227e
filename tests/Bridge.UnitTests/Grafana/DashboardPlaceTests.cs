using System.Net;
using System.Net.Http.Json;
using Bridge.Annotations;
using Bridge.Grafana;
using Bridge.Reconciliation;
using Bridge.UnitTests.Incidents;
using Bridge.UnitTests.Upstreams;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Grafana;

/// <summary>An annotation of a dashboard is created only once Grafana has said which dashboard that is.</summary>
public sealed class DashboardPlaceTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("payments", null)]
    [InlineData("payments/4", 4L)]
    public async Task The_request_names_the_dashboard_by_both_its_names(string place, long? panel)
    {
        var grafana = new Recorder(() => Answers.Json("""{"dashboard":{"id":17,"uid":"payments"},"meta":{}}"""));

        var result = await grafana.CreateAsync(place);

        Assert.IsType<TargetResult.Made>(result);
        var sent = Assert.Single(grafana.Created);
        Assert.Equal((17L, "payments", panel), (sent.DashboardId, sent.DashboardUID, sent.PanelId));
        Assert.Equal(["payments"], grafana.Asked);
    }

    [Theory]
    [InlineData("""{"dashboard":{"id":0,"uid":"payments"}}""")]
    [InlineData("""{"dashboard":{"id":-1,"uid":"payments"}}""")]
    [InlineData("""{"dashboard":{"id":null,"uid":"payments"}}""")]
    [InlineData("""{"dashboard":{"uid":"payments"}}""")]
    public async Task A_dashboard_without_a_number_is_named_by_its_uid(string body)
    {
        var grafana = new Recorder(() => Answers.Json(body));

        Assert.IsType<TargetResult.Made>(await grafana.CreateAsync("payments"));

        var sent = Assert.Single(grafana.Created);
        Assert.Equal((null, "payments"), (sent.DashboardId, sent.DashboardUID));
    }

    [Fact]
    public async Task Of_the_organization_no_dashboard_is_asked_for()
    {
        var grafana = new Recorder(() => throw new InvalidOperationException());

        Assert.IsType<TargetResult.Made>(await grafana.CreateAsync(place: null));

        var sent = Assert.Single(grafana.Created);
        Assert.Equal((null, null, null), (sent.DashboardId, sent.DashboardUID, sent.PanelId));
    }

    [Fact]
    public async Task A_dashboard_that_is_not_there_is_a_fault_of_the_settings()
    {
        var failure = await FailureAsync(() => Answers.Json("""{"message":"Dashboard not found"}""", HttpStatusCode.NotFound));

        Assert.Equal((FailureReason.Settings, "it has no dashboard payments", false), (failure.Reason, failure.Detail, failure.MayHaveActed));
    }

    [Theory]
    [InlineData(HttpStatusCode.Forbidden, "Auth")]
    [InlineData(HttpStatusCode.InternalServerError, "Server")]
    [InlineData(HttpStatusCode.GatewayTimeout, "Server")]
    public async Task A_question_that_fails_is_a_create_that_was_never_sent(HttpStatusCode status, string reason)
    {
        var failure = await FailureAsync(() => Answers.Status(status));

        Assert.Equal((reason, false), (failure.Reason.ToString(), failure.MayHaveActed));
    }

    [Theory]
    [InlineData("""{"dashboard":{"id":17}}""")]
    [InlineData("""{"dashboard":{"id":17,"uid":"another"}}""")]
    [InlineData("""{"dashboard":null}""")]
    [InlineData("{}")]
    [InlineData("<html>")]
    public async Task An_answer_that_does_not_say_which_dashboard_it_is_ends_the_create(string body)
    {
        var failure = await FailureAsync(() => Answers.Json(body));

        Assert.Equal((FailureReason.InvalidAnswer, false), (failure.Reason, failure.MayHaveActed));
    }

    private static async Task<UpstreamFailure> FailureAsync(Func<HttpResponseMessage> dashboard)
    {
        var grafana = new Recorder(dashboard);

        var failure = Assert.IsType<TargetResult.Failed>(await grafana.CreateAsync("payments")).Failure;

        Assert.Empty(grafana.Created);
        return failure;
    }

    /// <summary>Takes creates, and answers the question for a dashboard as a test says.</summary>
    private sealed class Recorder(Func<HttpResponseMessage> dashboard)
    {
        public List<AnnotationRequest> Created { get; } = [];

        public List<string> Asked { get; } = [];

        public Task<TargetResult> CreateAsync(string? place)
        {
            var annotation = Assert.Single(AnnotationPolicy.Decide(
                AnIncident.Live(),
                new AnnotationOptions(),
                new AnnotationRoute("ops", ["main"]),
                ShownState.Nothing,
                default,
                place is null ? null : DashboardPanel.Parse(place)));
            return StubGrafana.Target(new StubHandler(AnswerAsync)).CreateAsync(annotation, Cancellation);
        }

        private async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Method == HttpMethod.Post)
            {
                Created.Add((await request.Content!.ReadFromJsonAsync(GrafanaJson.Default.AnnotationRequest, cancellationToken))!);
                return Answers.Json("""{"id":7}""");
            }

            if (GrafanaQuestions.Of(request) != GrafanaQuestion.Probe)
            {
                Asked.Add(request.RequestUri!.Segments[^1]);
            }

            return dashboard();
        }
    }
}
