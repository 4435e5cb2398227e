using Bridge.IntegrationTests.Hosting;

namespace Bridge.IntegrationTests.Webhooks;

public sealed class SenderTroubleTests(WebhookScene scene) : IClassFixture<WebhookScene>
{
    private Uri Server => scene.Bridge.Webhooks.BaseAddress!;

    [Fact]
    public async Task A_body_that_comes_in_pieces_is_taken()
    {
        var request = RawRequest.Of(WebhookScene.Webhook());

        var observation = await scene.ObserveAsync(request, async () =>
        {
            using var connection = await RawConnection.OpenAsync(Server);
            await connection.WriteAsync(request.Head());
            foreach (var piece in request.Payload().Chunk(10))
            {
                await connection.WriteAsync(piece);
            }

            return await connection.ReadAnswerAsync();
        });

        observation.AssertStored();
    }

    [Fact]
    public async Task Half_a_body_has_no_answer_and_no_effect()
    {
        var request = RawRequest.Of(WebhookScene.Webhook());
        var requests = (await scene.CountersAsync())["webhook_requests_total"];
        using var connection = await RawConnection.OpenAsync(Server);
        await connection.WriteAsync((byte[])[.. request.Head(), .. request.Body[..^1]]);
        var answer = connection.ReadAnswerAsync();
        await Eventually.IsTrueAsync(
            async () => (await scene.CountersAsync())["webhook_requests_total"] == requests + 1, "the request has reached the endpoint");

        var answeredEarly = answer.IsCompleted;
        var storedEarly = scene.Store.Accepted.Any(receipt => receipt.WebhookId == request.Headers[1].Value);
        await connection.WriteAsync(request.Body.AsMemory(request.Body.Length - 1));

        Assert.False(answeredEarly);
        Assert.False(storedEarly);
        Assert.Equal(204, (await answer).Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_sender_that_hangs_up_in_the_middle_of_the_body_is_counted_and_has_no_effect(bool reset)
    {
        var request = RawRequest.Of(WebhookScene.Webhook());
        var before = await scene.CountersAsync();
        var logged = scene.Bridge.Logs.Count;
        var connection = await RawConnection.OpenAsync(Server);
        await connection.WriteAsync((byte[])[.. request.Head(), .. request.Body[..^1]]);
        await Eventually.IsTrueAsync(() => RoseByOneAsync("webhook_requests_total"), "the request has reached the endpoint");

        if (reset)
        {
            connection.Reset();
        }
        else
        {
            connection.Dispose();
        }

        await Eventually.IsTrueAsync(() => RoseByOneAsync("webhook_rejected_total{reason=\"malformed\"}"), "the refusal is counted");
        Assert.DoesNotContain(scene.Store.Accepted, receipt => receipt.WebhookId == request.Headers[1].Value);
        Assert.DoesNotContain(scene.Bridge.Logs.GetSnapshot().Skip(logged), record => record.Exception is not null);

        async Task<bool> RoseByOneAsync(string counter) => (await scene.CountersAsync())[counter] == before[counter] + 1;
    }

    [Theory]
    [InlineData("zz\r\n")]
    [InlineData("5\r\nabcdefgh\r\n")]
    [InlineData("-1\r\n")]
    [InlineData("FFFFFFFFFFFFFFFFF\r\n")]
    public async Task Broken_chunks_are_refused(string chunks)
    {
        var request = RawRequest.Of(WebhookScene.Webhook()) with { ChunkSize = 1 };

        var observation = await scene.ObserveAsync(request, async () =>
        {
            using var connection = await RawConnection.OpenAsync(Server);
            await connection.WriteAsync(request.Head());
            await connection.WriteAsync(System.Text.Encoding.ASCII.GetBytes(chunks));
            return await connection.ReadAnswerAsync();
        });

        observation.AssertRefused(400, "malformed");
    }

    [Fact]
    public async Task A_sender_that_stops_in_the_middle_of_the_body_is_let_go()
    {
        var request = RawRequest.Of(WebhookScene.Webhook());

        var observation = await scene.ObserveAsync(request, async () =>
        {
            using var connection = await RawConnection.OpenAsync(Server);
            await connection.WriteAsync((byte[])[.. request.Head(), .. request.Body[..^1]]);
            return await connection.ReadAnswerAsync();
        });

        observation.AssertRefused(408, "malformed");
    }
}
