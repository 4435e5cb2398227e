using Bridge.Simulator.Webhooks;

namespace Bridge.EndToEndTests.Operations;

/// <summary>Secrets are rotated with the commands of docs/operations.md, and the bridge goes on all the while.</summary>
public sealed class RotationTests
{
    private const int SettingsReloaded = 1001;

    private static readonly IReadOnlyList<string> Commands = Documented.Commands("Rotate a secret");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_signing_secret_is_rolled_without_refusing_a_webhook_or_a_restart()
    {
        await using var world = await StartAsync();
        var next = WebhookSigner.NewSecret();
        using var sender = new WebhookSender(() => world.Bridge.WebhookUrl, next);
        var incident = world.Live(1);
        await world.AnnounceAsync(incident);

        await ReplaceAsync(world, () => Documented.RunAsync(Folder(world), Commands[1], ("NEW_SECRET", next)));
        await world.AnnounceAsync(incident);
        var first = await sender.SendAsync(WebhookEvents.Updated(incident), Cancellation);
        var both = await world.Bridge.ReadMetricsAsync(Cancellation);
        await ReplaceAsync(world, () => Documented.RunAsync(Folder(world), Commands[2]));
        var last = await sender.SendAsync(WebhookEvents.Updated(incident), Cancellation);
        var old = await world.Sender.SendAsync(WebhookEvents.Updated(incident), Cancellation);
        var one = await world.Bridge.ReadMetricsAsync(Cancellation);

        Assert.Equal((204, 204, 401), (first.Status, last.Status, old.Status));
        Assert.Equal((2, 1), (Matches(both, 0), Matches(both, 1)));
        Assert.Equal((3, 1), (Matches(one, 0), Matches(one, 1)));
    }

    [Fact]
    public async Task A_token_is_replaced_without_a_restart()
    {
        await using var world = await StartAsync();
        await world.AnnounceAsync(world.Live(1));
        await world.AnnotationAsync(world.Live(1), _ => true);
        await world.IdleAsync();

        world.Grafana.EditorToken = "the-next-token";
        await ReplaceAsync(world, () => Documented.RunAsync(Folder(world), Commands[0], ("NEW_TOKEN", world.Grafana.EditorToken)));
        await world.AnnounceAsync(world.Live(2));

        await world.AnnotationAsync(world.Live(2), _ => true);
        var metrics = await world.Bridge.ReadMetricsAsync(Cancellation);
        Assert.Equal(0, metrics["incidentbridge_upstream_failed_total{upstream=\"grafana\",reason=\"auth\"}"]);
    }

    /// <summary>A bridge whose Grafana token and signing secret are files.</summary>
    private static async Task<World> StartAsync()
    {
        var world = await World.CreateAsync();
        var secrets = Directory.CreateDirectory(Path.Combine(Folder(world), "secrets")).FullName;
        foreach (var name in new[] { "IncidentIo__SigningSecrets__0", "Grafana__main__Token" })
        {
            world.Environment.Remove(name, out var value);
            await File.WriteAllTextAsync(Path.Combine(secrets, name), value, Cancellation);
        }

        world.Environment["Secrets__Directory"] = secrets;
        await world.Bridge.StartAsync(Cancellation);
        return world;
    }

    private static async Task ReplaceAsync(World world, Func<Task> replace)
    {
        var before = Reloads();
        await replace();
        await World.EventuallyAsync("the settings to be read again", () => Reloads() > before);

        int Reloads() => world.Bridge.Log.Count(entry => entry.EventId == SettingsReloaded);
    }

    private static string Folder(World world) => Path.GetDirectoryName(world.DatabasePath)!;

    private static double Matches(IReadOnlyDictionary<string, double> metrics, int secret) =>
        metrics[$"incidentbridge_signing_secret_matches_total{{secret=\"{secret}\"}}"];
}
