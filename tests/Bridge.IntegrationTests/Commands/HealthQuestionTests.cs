using System.Net;
using System.Net.Sockets;
using Bridge.Commands;
using Bridge.IntegrationTests.Hosting;
using Bridge.Store;
using WireMock.RequestBuilders;

namespace Bridge.IntegrationTests.Commands;

public sealed class HealthQuestionTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_loop_that_hangs_is_unhealthy_and_the_line_says_so()
    {
        var clock = TestClock.Create();
        var faults = new FaultyStore.Switch { HangClaims = true };
        await using var bridge = await BridgeInstance.StartAsync(services: services =>
        {
            services.AddClock(clock);
            services.Decorate<IBridgeStore>(store => new FaultyStore(store, faults));
        });
        await faults.Hanging.Task.WaitAsync(Cancellation);
        var address = new Uri(bridge.Management.BaseAddress!, "/healthz");

        var before = await HealthQuestion.AskAsync(address, TimeSpan.FromSeconds(10), Cancellation);
        clock.Advance(TimeSpan.FromMinutes(1));
        var after = await HealthQuestion.AskAsync(address, TimeSpan.FromSeconds(10), Cancellation);

        Assert.Equal(new HealthAnswer(true, $"{address} answered 200: ok"), before);
        Assert.False(after.IsHealthy);
        Assert.StartsWith($"{address} answered 503: the loops of these Grafanas have not turned for a minute: main", after.Line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_takes_the_question_and_says_nothing_is_unhealthy_in_time()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var address = new Uri($"http://{silent.LocalEndpoint}/healthz");

        var answer = await HealthQuestion.AskAsync(address, TimeSpan.FromSeconds(0.2), Cancellation);

        Assert.Equal(new HealthAnswer(false, $"{address} did not answer within 0.2 s."), answer);
    }

    [Fact]
    public async Task A_sign_in_page_is_not_taken_for_health()
    {
        using var page = new UpstreamMock();
        page.Answers(Request.Create().WithPath("/healthz"), Answer.RedirectTo($"{page.Url}/login"));
        page.Answers(Request.Create().WithPath("/login"), Answer.Html());
        var address = new Uri($"{page.Url}/healthz");

        Assert.Equal(new HealthAnswer(false, $"{address} answered 302."), await HealthQuestion.AskAsync(address, TimeSpan.FromSeconds(10), Cancellation));
    }
}
