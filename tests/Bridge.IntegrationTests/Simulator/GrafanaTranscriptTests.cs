using Bridge.Simulator.Grafana;
using Bridge.Simulator.Processes;
using Microsoft.Extensions.Time.Testing;

namespace Bridge.IntegrationTests.Simulator;

/// <summary>The Grafana stand-in answers as real ones did: recorded exchanges are played to it and the answers compared.</summary>
public sealed class GrafanaTranscriptTests
{
    private static string Root => BridgeBinary.RepositoryRoot();

    private static string InRepository => Path.Combine(Root, "tests", "Bridge.IntegrationTests", "Simulator");

    /// <summary>
    /// The essential exchanges of each version, which every clone has, and longer recordings where somebody keeps them: in the
    /// directory <c>contracts</c> of a folder beside the repository. Those about saving dashboards have <see cref="DashboardTranscriptTests"/>.
    /// </summary>
    public static TheoryData<string> Transcripts =>
    [
        .. Directory.EnumerateFiles(InRepository, "grafana-*-exchanges.json"),
        .. Directory.GetParent(Root)!
            .EnumerateDirectories()
            .Select(folder => Path.Combine(folder.FullName, "contracts"))
            .Where(Directory.Exists)
            .SelectMany(contracts => Directory.EnumerateFiles(contracts, "grafana-*.json"))
            .Where(file => !file.Contains("-dashboards-", StringComparison.Ordinal)),
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Transcripts))]
    public async Task Stand_in_answers_as_Grafana_was_recorded_to(string file)
    {
        var transcript = await ReadAsync(file);
        await using var grafana = await SimulatedGrafana.StartNewAsync(
            transcript.Dialect, new FakeTimeProvider(transcript.RecordedAt), Cancellation);

        var differences = await transcript.PlayAsync(grafana, Cancellation);

        TestContext.Current.SendDiagnosticMessage(
            "{0}: {1} of {2} exchanges are the same", Path.GetFileName(file), transcript.Count - differences.Count, transcript.Count);
        Assert.True(differences.Count == 0, string.Join("\n", differences));
        Assert.Equal(transcript.Wipes, grafana.OrganizationWipes);
    }

    [Fact]
    public async Task Every_clone_has_exchanges_of_each_dialect()
    {
        var dialects = new HashSet<GrafanaDialect>();
        foreach (var file in Directory.EnumerateFiles(InRepository, "grafana-*-exchanges.json"))
        {
            dialects.Add((await ReadAsync(file)).Dialect);
        }

        Assert.Equal(GrafanaDialect.All.ToHashSet(), dialects);
    }

    /// <summary>Each dialect is one of a kind: the recording of one version is not answered so by another.</summary>
    [Theory]
    [MemberData(nameof(Transcripts))]
    public async Task Another_dialect_answers_otherwise(string file)
    {
        var transcript = await ReadAsync(file);
        foreach (var other in GrafanaDialect.All.Where(dialect => dialect != transcript.Dialect))
        {
            var time = new FakeTimeProvider(transcript.RecordedAt);
            await using var grafana = await SimulatedGrafana.StartNewAsync(other, time, Cancellation);

            Assert.NotEmpty(await (await ReadAsync(file)).PlayAsync(grafana, Cancellation));
        }
    }

    private static async Task<GrafanaTranscript> ReadAsync(string file) =>
        GrafanaTranscript.Read(await File.ReadAllTextAsync(file, Cancellation));
}
