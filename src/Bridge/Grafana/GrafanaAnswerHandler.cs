using Bridge.Upstreams;

namespace Bridge.Grafana;

/// <summary>
/// Judges each answer where it comes in, so that the breaker, the metrics and the caller all go by the same failure. Before a 401 counts
/// as a wrong token, it asks for Grafana's health.
/// </summary>
internal sealed class GrafanaAnswerHandler(TimeProvider time) : DelegatingHandler
{
    /// <summary>Part of the time-out of the request that was refused, which goes on meanwhile.</summary>
    private static readonly TimeSpan HealthTime = TimeSpan.FromSeconds(5);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        UpstreamFailures.Attach(request, null);
        var answer = await base.SendAsync(request, cancellationToken);
        answer.RequestMessage = request;
        try
        {
            var body = answer.IsSuccessStatusCode ? default : GrafanaErrorBody.Read(await ReadAsync(answer, cancellationToken));
            var health = answer.StatusCode == System.Net.HttpStatusCode.Unauthorized ? await AskHealthAsync(request, cancellationToken) : default;
            UpstreamFailures.Attach(request, GrafanaFailures.Judge(GrafanaQuestions.Of(request), answer, body, health, time.GetUtcNow()));
            return answer;
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }

    private async Task<GrafanaHealth> AskHealthAsync(HttpRequestMessage refused, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(HealthTime, time);
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        using var request = new HttpRequestMessage(HttpMethod.Get, HealthOf(refused.RequestUri!));
        foreach (var header in refused.Headers)
        {
            // What stands in front of it wants the same as before.
            request.Headers.TryAddWithoutValidation(header.Key, header.Value);
        }

        try
        {
            using var answer = await base.SendAsync(request, giveUp.Token);
            return GrafanaHealths.Read(answer.StatusCode, (await ReadAsync(answer, giveUp.Token)).Span);
        }
        catch (Exception exception) when (UpstreamFailures.IsExpected(exception) && !cancellationToken.IsCancellationRequested)
        {
            return GrafanaHealth.Unknown;
        }
    }

    /// <summary>Every request of the bridge goes to a path below <c>/api/</c>, which may lie below a path of Grafana's own.</summary>
    private static Uri HealthOf(Uri asked) =>
        new(asked, string.Concat(asked.AbsolutePath.AsSpan(0, asked.AbsolutePath.LastIndexOf("/api/", StringComparison.Ordinal) + 1), "api/health"));

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        await using var body = await answer.Content.ReadAsStreamAsync(cancellationToken);
        var beginning = new byte[GrafanaErrorBody.MaxLength];
        var length = await body.ReadAtLeastAsync(beginning, beginning.Length, throwOnEndOfStream: false, cancellationToken);
        return beginning.AsMemory(0, length);
    }
}
