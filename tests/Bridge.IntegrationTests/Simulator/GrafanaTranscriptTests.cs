using Bridge.Simulator.Grafana;
using Bridge.Simulator.Processes;
using Microsoft.Extensions.Time.Testing;

namespace Bridge.IntegrationTests.Simulator;

/// <summary>The Grafana stand-in answers as the real one did: recorded exchanges are played to it and the answers compared.</summary>
public sealed class GrafanaTranscriptTests
{
    private static string Root => BridgeBinary.RepositoryRoot();

    /// <summary>Longer recordings, where somebody keeps them: in the directory <c>contracts</c> of a folder beside the repository.</summary>
    private static IEnumerable<string> LongTranscripts => Directory.GetParent(Root)!
        .EnumerateDirectories()
        .Select(folder => Path.Combine(folder.FullName, "contracts"))
        .Where(Directory.Exists)
        .SelectMany(contracts => Directory.EnumerateFiles(contracts, "grafana-*-transcript.json"));

    [Fact]
    public async Task Stand_in_answers_the_essential_exchanges_as_Grafana_7_5_does()
    {
        await ReplayAsync(Path.Combine(Root, "tests", "Bridge.IntegrationTests", "Simulator", "grafana-7.5-exchanges.json"));
    }

    [Fact]
    public async Task Stand_in_answers_a_whole_recording_as_it_was_recorded()
    {
        var transcripts = LongTranscripts.ToList();
        Assert.SkipUnless(transcripts.Count > 0, "No recording lies beside the repository.");

        foreach (var transcript in transcripts)
        {
            await ReplayAsync(transcript);
        }
    }

    private static async Task ReplayAsync(string file)
    {
        var transcript = GrafanaTranscript.Read(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        await using var grafana = await SimulatedGrafana.StartNewAsync(
            new FakeTimeProvider(transcript.RecordedAt), TestContext.Current.CancellationToken);

        var differences = await transcript.PlayAsync(grafana, TestContext.Current.CancellationToken);

        Assert.True(differences.Count == 0, string.Join("\n", differences));
        Assert.Equal(transcript.Wipes, grafana.OrganizationWipes);
    }
}
