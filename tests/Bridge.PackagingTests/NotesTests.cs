using System.Text.RegularExpressions;
using Bridge.PackagingTests.Tools;
using Bridge.Webhooks;

namespace Bridge.PackagingTests;

/// <summary>What Helm prints after an installation.</summary>
public sealed partial class NotesTests
{
    [Fact]
    public async Task Without_values_they_say_which_secret_to_create()
    {
        var notes = await NotesAsync("default-values.yaml");

        Assert.Contains("kubectl --namespace ops create secret generic incident-bridge \\", notes, StringComparison.Ordinal);
        Assert.All(
            new[] { "IncidentIo__ApiKey", "IncidentIo__SigningSecrets__0", "Grafana__main__Url", "Grafana__main__Token" },
            key => Assert.Contains($"--from-literal={key}=", notes, StringComparison.Ordinal));
        Assert.Contains("neither ingress nor httpRoute is enabled", notes, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sqlite-full-values.yaml")]
    [InlineData("postgres-values.yaml")]
    public async Task They_give_the_address_to_paste_into_incident_io(string valuesFile)
    {
        Assert.Contains("\n   https://bridge.example.com/webhooks/incident-io\n", await NotesAsync(valuesFile), StringComparison.Ordinal);
    }

    [Fact]
    public async Task They_list_the_event_types_that_the_readme_lists_and_the_bridge_knows()
    {
        var notes = EventTypes(await NotesAsync("default-values.yaml"));

        Assert.NotEmpty(notes);
        Assert.Equal(EventTypes(Repository.Read("README.md")), notes);
        Assert.All(notes, type => Assert.True(EventCatalog.Incidents.Find(type) is not null, type));
    }

    [Fact]
    public async Task Without_webhooks_they_ask_for_nothing_in_incident_io()
    {
        var notes = await NotesAsync("poll-only-values.yaml");

        Assert.Contains("2. incident.io: nothing to do.", notes, StringComparison.Ordinal);
        Assert.Contains("lists what changed\n   every 00:00:30.\n\n3. Grafana", notes, StringComparison.Ordinal);
        Assert.All(
            new[] { "SigningSecrets", "Settings → Webhooks", "public_incident", "neither ingress" },
            word => Assert.DoesNotContain(word, notes, StringComparison.Ordinal));
    }

    [Fact]
    public async Task They_ask_for_each_grafana_by_its_name_and_for_the_connection_string()
    {
        var notes = await NotesAsync("postgres-values.yaml");

        Assert.Contains("Grafana__main__Token", notes, StringComparison.Ordinal);
        Assert.DoesNotContain("Grafana__main__Url", notes, StringComparison.Ordinal);
        Assert.Contains("Storage__ConnectionString", notes, StringComparison.Ordinal);
    }

    [Fact]
    public async Task They_warn_of_what_is_for_trials_only()
    {
        var notes = await NotesAsync("sqlite-no-persistence-values.yaml");

        Assert.Contains("WARNING: the Secret incident-bridge-trial was made from values", notes, StringComparison.Ordinal);
        Assert.Contains("WARNING: persistence is off", notes, StringComparison.Ordinal);
    }

    [Fact]
    public async Task They_warn_of_monitoring_that_was_left_out()
    {
        var notes = await NotesAsync("monitoring-skipped-values.yaml");

        Assert.Contains("WARNING: no ServiceMonitor was made", notes, StringComparison.Ordinal);
        Assert.Contains("WARNING: no PrometheusRule was made", notes, StringComparison.Ordinal);
    }

    /// <summary>
    /// Helm prints notes for an installation only, and Helm 3 asks a cluster even for one that it does not carry out. So a copy of the
    /// chart has them in a ConfigMap.
    /// </summary>
    private static async Task<string> NotesAsync(string valuesFile)
    {
        var copy = Directory.CreateTempSubdirectory("incident-bridge-notes-");
        try
        {
            (await Command.RunAsync("cp", "--recursive", "--dereference", Repository.Chart + "/.", copy.FullName)).Succeeded();
            var templates = Path.Combine(copy.FullName, "templates");
            var notes = await File.ReadAllTextAsync(Path.Combine(templates, "NOTES.txt"), TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(Path.Combine(templates, "_notes.tpl"), "{{- define \"notes\" -}}\n" + notes + "{{- end }}\n", TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(
                Path.Combine(templates, "notes.yaml"),
                "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: notes}\ndata:\n  notes: {{ include \"notes\" . | toJson }}\n",
                TestContext.Current.CancellationToken);

            var rendered = await Helm.RunAsync(
                "template", "incident-bridge", copy.FullName, "--namespace", "ops", "--show-only", "templates/notes.yaml",
                "--values", Path.Combine(Repository.Chart, "ci", valuesFile));
            return Assert.Single(Manifest.ReadAll(rendered.Succeeded())).As<k8s.Models.V1ConfigMap>().Data["notes"];
        }
        finally
        {
            copy.Delete(recursive: true);
        }
    }

    private static List<string> EventTypes(string text) =>
        [.. EventType().Matches(text).Select(match => match.Value).Distinct()];

    [GeneratedRegex(@"\b(public|private)_incident\.[a-z0-9_]+")]
    private static partial Regex EventType();
}
