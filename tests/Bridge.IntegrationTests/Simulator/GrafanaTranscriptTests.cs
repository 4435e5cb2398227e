using Bridge.Simulator.Grafana;
using Bridge.Simulator.Processes;
using Microsoft.Extensions.Time.Testing;

namespace Bridge.IntegrationTests.Simulator;

/// <summary>The Grafana stand-in answers as the real one did: recorded exchanges are played to it and the answers compared.</summary>
public sealed class GrafanaTranscriptTests
{
    private static string Root => BridgeBinary.RepositoryRoot();

    /// <summary>
    /// The essential exchanges, which every clone has, and longer recordings where somebody keeps them: in the directory
    /// <c>contracts</c> of a folder beside the repository.
    /// </summary>
    public static TheoryData<string> Transcripts =>
    [
        Path.Combine(Root, "tests", "Bridge.IntegrationTests", "Simulator", "grafana-7.5-exchanges.json"),
        .. Directory.GetParent(Root)!
            .EnumerateDirectories()
            .Select(folder => Path.Combine(folder.FullName, "contracts"))
            .Where(Directory.Exists)
            .SelectMany(contracts => Directory.EnumerateFiles(contracts, "grafana-*-transcript.json")),
    ];

    [Theory]
    [MemberData(nameof(Transcripts))]
    public async Task Stand_in_answers_as_Grafana_was_recorded_to(string file)
    {
        var transcript = GrafanaTranscript.Read(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        await using var grafana = await SimulatedGrafana.StartNewAsync(
            new FakeTimeProvider(transcript.RecordedAt), TestContext.Current.CancellationToken);

        var differences = await transcript.PlayAsync(grafana, TestContext.Current.CancellationToken);

        Assert.True(differences.Count == 0, string.Join("\n", differences));
        Assert.Equal(transcript.Wipes, grafana.OrganizationWipes);
    }
}
