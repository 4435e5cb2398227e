using WireMock.Logging;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;
using WireMock.Server;

namespace Bridge.IntegrationTests.Hosting;

/// <summary>A WireMock server that answers 599 to whatever a test did not expect, and remembers it.</summary>
internal class UpstreamMock : IDisposable
{
    private const int UnexpectedCall = 599;

    /// <summary>WireMock prefers mappings with lower numbers; a test's own have 0.</summary>
    private const int LastResort = 1000;

    public UpstreamMock() => Server
        .Given(Request.Create().WithPath("/*"))
        .AtPriority(LastResort)
        .RespondWith(Response.Create().WithStatusCode(UnexpectedCall));

    public WireMockServer Server { get; } = WireMockServer.Start();

    public string Url => Server.Url!;

    /// <summary>Every request so far, oldest first, with its body.</summary>
    public IReadOnlyList<ILogEntry> Calls => [.. Server.LogEntries.OrderBy(entry => entry.RequestMessage.DateTime)];

    public IEnumerable<string> UnexpectedCalls => Server.LogEntries
        .Where(entry => entry.ResponseMessage.StatusCode is UnexpectedCall)
        .Select(entry => $"{entry.RequestMessage.Method} {entry.RequestMessage.Url}");

    public void Dispose()
    {
        Server.Stop();
        Server.Dispose();
        GC.SuppressFinalize(this);
    }
}
