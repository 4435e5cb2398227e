using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using WireMock.Logging;
using WireMock.Matchers.Request;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;
using WireMock.Server;
using WireMock.Settings;

namespace Bridge.IntegrationTests.Hosting;

/// <summary>A WireMock server that answers 599 to whatever a test did not expect, and remembers it.</summary>
internal class UpstreamMock : IDisposable
{
    private const int UnexpectedCall = 599;

    /// <summary>WireMock prefers mappings with lower numbers.</summary>
    private const int LastResort = 1000;

    private int _priority;
    private int _arrived;
    private int _atOnce;
    private int _mostAtOnce;
    private volatile Gate? _gate;

    public UpstreamMock()
    {
        Server = WireMockServer.Start(new WireMockServerSettings
        {
            PreWireMockMiddlewareInit = application => ((IApplicationBuilder)application).Use(next => context => WatchAsync(context, next)),
        });
        Server.Given(Request.Create().WithPath("/*"))
            .AtPriority(LastResort)
            .RespondWith(Response.Create().WithStatusCode(UnexpectedCall));
    }

    public WireMockServer Server { get; }

    public string Url => Server.Url!;

    /// <summary>Requests so far, also those that are not answered yet.</summary>
    public int Arrived => Volatile.Read(ref _arrived);

    /// <summary>The most requests that were ever waiting for an answer together.</summary>
    public int MostAtOnce => Volatile.Read(ref _mostAtOnce);

    /// <summary>Every request so far that was answered, oldest first, with its body.</summary>
    public IReadOnlyList<ILogEntry> Calls => [.. Server.LogEntries.OrderBy(entry => entry.RequestMessage.DateTime)];

    public IEnumerable<string> UnexpectedCalls => Server.LogEntries
        .Where(entry => entry.ResponseMessage.StatusCode is UnexpectedCall)
        .Select(entry => $"{entry.RequestMessage.Method} {entry.RequestMessage.Url}");

    /// <summary>Answers in this order, and then with the last one for good. What a test says later goes before what it said earlier.</summary>
    public void Answers(IRequestMatcher request, params IReadOnlyList<IResponseBuilder> answers)
    {
        _priority--;
        for (var step = 0; step < answers.Count; step++)
        {
            var mapping = Server.Given(request).AtPriority(_priority);
            if (answers.Count > 1)
            {
                mapping = mapping.InScenario($"scenario {_priority}");
                mapping = step > 0 ? mapping.WhenStateIs(State(step)) : mapping;

                // A scenario without a next state would be over, and match no more.
                mapping = mapping.WillSetStateTo(State(Math.Min(step + 1, answers.Count - 1)));
            }

            mapping.RespondWith(answers[step]);
        }

        static string State(int step) => $"step {step}";
    }

    /// <summary>Requests with this method wait, from now on, until the gate is opened.</summary>
    public Gate Hold(string method) => _gate = new Gate(method);

    public void Dispose()
    {
        _gate?.Open();
        Server.Stop();
        Server.Dispose();
        GC.SuppressFinalize(this);
    }

    private async Task WatchAsync(HttpContext context, RequestDelegate next)
    {
        Interlocked.Increment(ref _arrived);
        var atOnce = Interlocked.Increment(ref _atOnce);
        for (var most = _mostAtOnce; atOnce > most; most = _mostAtOnce)
        {
            Interlocked.CompareExchange(ref _mostAtOnce, atOnce, most);
        }

        try
        {
            if (_gate is { } gate)
            {
                await gate.PassAsync(context.Request.Method);
            }

            context.Response.OnStarting(() =>
            {
                if (context.Response.Headers.ContainsKey(Answer.LostHeader))
                {
                    context.Abort();
                }

                return Task.CompletedTask;
            });
            await next(context);
        }
        finally
        {
            Interlocked.Decrement(ref _atOnce);
        }
    }
}
