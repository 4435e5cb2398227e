using System.Text.Json;
using Bridge.PackagingTests.Tools;
using k8s.Models;
using YamlDotNet.RepresentationModel;

namespace Bridge.PackagingTests;

/// <summary>Values that are right and that charts stumble over: names that YAML takes for something else, nulls, labels twice, dollars.</summary>
public sealed class AwkwardValuesTests
{
    public static TheoryData<string> Names => ["n", "y", "on", "off", "yes", "no", "true", "null", "1234", "1e3", "0x10", "1-2-3"];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_release_may_have_a_name_that_yaml_takes_for_something_else(string name)
    {
        var rendered = await Helm.RunAsync(
            "template", name, Repository.Chart, "--namespace", name, "--values", Path.Combine(Repository.Chart, "ci/sqlite-full-values.yaml"),
            "--set-string", "nameOverride=,fullnameOverride=");

        var manifests = Manifest.ReadAll(rendered.Succeeded());
        Assert.All(manifests, manifest => manifest.ReadStrictly());
        var pod = manifests.Select(manifest => manifest.Pod).OfType<V1PodTemplateSpec>().Single();
        Assert.Equal(name, pod.Metadata.Labels["app.kubernetes.io/instance"]);
        Assert.All(
            manifests.Where(manifest => manifest.Kind == "Service"),
            service => Assert.Matches("^[a-z]([a-z0-9-]*[a-z0-9])?$", service.Name));
    }

    [Fact]
    public async Task Every_text_may_be_a_word_that_yaml_takes_for_something_else()
    {
        var rendered = await Helm.TemplateValuesAsync(
            """
            nameOverride: "n"
            fullnameOverride: "on"
            commonLabels: {a: "1234", b: "true"}
            image: {repository: "n", tag: "1.10"}
            imagePullSecrets: ["1234", {name: "y"}]
            config: {grafana: {"1234": {url: https://grafana.example.com}}, annotations: {text: "on", tags: ["1234", "n"]}}
            secrets: {existingSecret: "y", from: {IncidentIo__ApiKey: {name: "1", key: "2"}, IncidentIo__SigningSecrets__0: {name: "n", key: "y"}, Grafana__1234__Token: {name: "off", key: "0"}}}
            persistence: {existingClaim: "1234"}
            serviceAccount: {name: "no"}
            ingress: {className: "1234", host: "1234", tls: {secretName: "n"}}
            priorityClassName: "1234"
            podLabels: {c: "n"}
            podAnnotations: {d: "1"}
            workloadAnnotations: {e: "1"}
            service: {labels: {f: "y"}, annotations: {g: "1"}}
            dashboards: {labelValue: "1", namespace: "1234"}
            nodeSelector: {h: "true"}
            prometheusRule: {additionalRuleLabels: {i: "1"}}
            """,
            "sqlite-full-values.yaml");

        Assert.All(Manifest.ReadAll(rendered.Succeeded()), manifest => manifest.ReadStrictly());
    }

    [Fact]
    public void A_text_that_a_cluster_would_take_for_a_number_fails_the_strict_reading()
    {
        var manifest = Assert.Single(Manifest.ReadAll("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, labels: {b: 1234}}\n"));
        Assert.ThrowsAny<JsonException>(manifest.ReadStrictly);
        manifest = Assert.Single(Manifest.ReadAll("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: n}\n"));
        Assert.ThrowsAny<JsonException>(manifest.ReadStrictly);
        Assert.Single(Manifest.ReadAll("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: \"n\"}\n")).ReadStrictly();
    }

    /// <summary>What null takes away and nothing can stand for is refused by name, by the schema; no template stumbles over the rest.</summary>
    [Theory]
    [InlineData("sqlite-full-values.yaml")]
    [InlineData("postgres-values.yaml", "autoscaling: {enabled: true}")]
    public async Task Any_value_may_be_null_or_is_asked_for_by_name(string valuesFile, string beside = "{}")
    {
        var (needed, others) = (Paths(isNeeded: true), Paths(isNeeded: false));
        string[] on = ["enabled", "host", "parentRefs"];
        var nullable = others.Where(path => !on.Contains(path[^1]) && !others.Any(inner => inner.Length > path.Length && inner.Take(path.Length).SequenceEqual(path))).ToList();
        Assert.True(needed.Count > 30 && nullable.Count > 60, $"{needed.Count}, {nullable.Count}");

        foreach (var depth in needed.GroupBy(path => path.Length))
        {
            var refused = await Helm.TemplateValuesAsync(Nulls(depth), valuesFile);
            Assert.NotEqual(0, refused.ExitCode);
            Assert.All(depth, path => Assert.Contains($"'{path[^1]}'", refused.Error, StringComparison.Ordinal));
        }

        // Together, and each map and each switch for itself.
        await RendersAsync(Nulls(nullable));
        foreach (var path in others.Except(nullable))
        {
            var result = await Helm.TemplateValuesAsync(Nulls([path]), valuesFile);
            Assert.True(result.ExitCode == 0 || result.Error.Contains("needs", StringComparison.Ordinal), $"{string.Join('.', path)}: {result.Error}");
        }

        async Task RendersAsync(string nulls)
        {
            var file = Path.GetTempFileName();
            try
            {
                await File.WriteAllTextAsync(file, beside, TestContext.Current.CancellationToken);
                var rendered = await Helm.TemplateValuesAsync(nulls, valuesFile, "--values", file, "--set", "secrets.existingSecret=bridge");
                var manifests = Manifest.ReadAll(rendered.Succeeded());
                Assert.All(manifests, manifest => manifest.ReadStrictly());
                Assert.DoesNotContain(manifests, manifest => manifest.Yaml.Contains("<nil>", StringComparison.Ordinal));
            }
            finally
            {
                File.Delete(file);
            }
        }
    }

    [Fact]
    public async Task A_probe_that_is_null_is_left_out()
    {
        var rendered = await Helm.TemplateValuesAsync("startupProbe: null\nlifecycle: null\nsecurityContext: null\nresources: null\ntmpSizeLimit: null\n");

        var bridge = Manifest.ReadAll(rendered.Succeeded()).Select(manifest => manifest.Pod).OfType<V1PodTemplateSpec>().Single().Spec.Containers[0];
        Assert.Null(bridge.StartupProbe);
        Assert.NotNull(bridge.ReadinessProbe);
        Assert.NotNull(bridge.LivenessProbe);
        Assert.Null(bridge.Lifecycle);
    }

    [Fact]
    public async Task A_label_that_is_asked_for_twice_is_there_once_and_the_charts_own_stay()
    {
        var rendered = await Helm.TemplateValuesAsync(
            """
            commonLabels:
              team: sre
              release: mine
              app.kubernetes.io/name: stolen
              app.kubernetes.io/component: stolen
              app.kubernetes.io/managed-by: stolen
              incident-bridge/job: stolen
              grafana_dashboard: "0"
            podLabels: {team: pods, app.kubernetes.io/instance: stolen}
            service: {labels: {team: service}}
            serviceMonitor: {labels: {team: monitor}}
            prometheusRule: {labels: {team: rule}}
            podAnnotations: {helm.sh/hook: stolen}
            """,
            "sqlite-full-values.yaml");

        // The reading itself fails on a key that is there twice.
        var manifests = Manifest.ReadAll(rendered.Succeeded());
        var labels = manifests.Where(manifest => manifest.Kind != "ConfigMap").ToDictionary(
            manifest => $"{manifest.Kind} {manifest.Name}",
            manifest => ((YamlMappingNode)manifest.Tree["metadata"]["labels"]).Children.ToDictionary(label => $"{label.Key}", label => $"{label.Value}"));
        Assert.All(labels, of => Assert.DoesNotContain("stolen", of.Key.StartsWith("Service incident-bridge-management", StringComparison.Ordinal) ? [] : of.Value
            .Where(label => label.Key is not ("app.kubernetes.io/component" or "incident-bridge/job")).Select(label => label.Value)));
        Assert.Equal("service", labels["Service incident-bridge"]["team"]);
        Assert.Equal("webhooks", labels["Service incident-bridge"]["app.kubernetes.io/component"]);
        Assert.Equal("incident-bridge", labels["Service incident-bridge-management"]["incident-bridge/job"]);
        Assert.Equal("monitor", labels["ServiceMonitor incident-bridge"]["team"]);
        Assert.Equal("rule", labels["PrometheusRule incident-bridge"]["team"]);
        Assert.Equal("sre", labels["NetworkPolicy incident-bridge"]["team"]);
        Assert.Equal("1", manifests.Single(manifest => manifest.Name == "incident-bridge-dashboards").As<V1ConfigMap>().Metadata.Labels["grafana_dashboard"]);
        var pod = manifests.Select(manifest => manifest.Pod).OfType<V1PodTemplateSpec>().Single().Metadata.Labels;
        Assert.Equal(("pods", "bridge", "incident-bridge"), (pod["team"], pod["app.kubernetes.io/name"], pod["app.kubernetes.io/instance"]));
        Assert.Equal("test", manifests.Select(manifest => manifest.ReadStrictly()).OfType<V1Pod>().Single().Metadata.Annotations["helm.sh/hook"]);
    }

    [Fact]
    public async Task Dollars_reach_the_bridge_as_they_are_written()
    {
        const string Text = "$5, $$, $(HOSTNAME), $$(Storage__Path) and ${x} of {{ incident.name }}$";
        var rendered = await Helm.TemplateValuesAsync($"config: {{annotations: {{text: {JsonSerializer.Serialize(Text)}, tags: [\"cost:$$(A)\"]}}}}\n");

        var environment = Manifest.ReadAll(rendered.Succeeded()).Select(manifest => manifest.Pod).OfType<V1PodTemplateSpec>().Single().Spec.Containers[0].Env
            .ToDictionary(variable => variable.Name, variable => KubernetesExpansion.Of(variable.Value, new Dictionary<string, string> { ["HOSTNAME"] = "pod-0", ["Storage__Path"] = "/data", ["A"] = "b" }));
        Assert.Equal(Text, environment["Annotations__Text"]);
        Assert.Equal("cost:$$(A)", environment["Annotations__Tags__0"]);
    }

    [Theory]
    [InlineData("a$$b", "a$b")]
    [InlineData("$(A) $(B) $$(A) $x $", "1 $(B) $(A) $x $")]
    [InlineData("$$$(A)", "$1")]
    public void Expansion_is_the_one_of_kubernetes(string text, string expanded)
    {
        Assert.Equal(expanded, KubernetesExpansion.Of(text, new Dictionary<string, string> { ["A"] = "1" }));
    }

    [Fact]
    public async Task Pull_secrets_may_be_names_or_objects_and_each_is_there_once()
    {
        var manifests = await Helm.RenderAsync("postgres-autoscaling-values.yaml");

        var pods = manifests.Select(manifest => manifest.Pod?.Spec ?? (manifest.Kind == "Pod" ? manifest.As<V1Pod>().Spec : null)).OfType<V1PodSpec>().ToList();
        Assert.Equal(2, pods.Count);
        Assert.All(pods, pod => Assert.Equal(["registry", "second"], pod.ImagePullSecrets.Select(secret => secret.Name)));
    }

    [Fact]
    public async Task A_chart_around_it_may_switch_it_on_and_off_by_a_condition()
    {
        var folder = Directory.CreateTempSubdirectory("incident-bridge-umbrella-");
        try
        {
            await File.WriteAllTextAsync(
                Path.Combine(folder.FullName, "Chart.yaml"),
                $$"""
                apiVersion: v2
                name: umbrella
                version: 1.0.0
                dependencies:
                  - {name: incident-bridge, version: 0.1.0, repository: "file://{{Repository.Chart}}", condition: incident-bridge.enabled}
                  - {name: incident-bridge, alias: second, version: 0.1.0, repository: "file://{{Repository.Chart}}", condition: second.enabled}
                """,
                TestContext.Current.CancellationToken);
            (await Helm.RunAsync("dependency", "build", folder.FullName)).Succeeded();

            var both = await RenderAsync();
            var one = await RenderAsync("--set", "second.enabled=false");
            var other = await RenderAsync("--set", "incident-bridge.enabled=false", "--set", "second.serviceMonitor.enabled=true", "--set", "second.prometheusRule.enabled=true");

            Assert.Equal(["release-incident-bridge", "release-second"], both);
            Assert.Equal(["release-incident-bridge"], one);
            Assert.Equal(["release-second"], other);
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        async Task<IEnumerable<string>> RenderAsync(params string[] arguments)
        {
            var manifests = Manifest.ReadAll((await Helm.RunAsync(["template", "release", folder.FullName, .. arguments])).Succeeded());
            Assert.Equal(manifests.Count, manifests.DistinctBy(manifest => (manifest.Kind, manifest.Name)).Count());
            return manifests.Where(manifest => manifest.Kind == "StatefulSet").Select(manifest => manifest.Name).Order();
        }
    }

    private static string Nulls(IEnumerable<string[]> paths)
    {
        var tree = new System.Text.Json.Nodes.JsonObject();
        foreach (var path in paths)
        {
            var node = tree;
            foreach (var key in path[..^1])
            {
                node = (System.Text.Json.Nodes.JsonObject)(node[key] ??= new System.Text.Json.Nodes.JsonObject());
            }

            node[path[^1]] = null;
        }

        return tree.ToJsonString();
    }

    /// <summary>Every value that values.yaml documents, by whether the schema says that it has to be there.</summary>
    private static List<string[]> Paths(bool isNeeded)
    {
        var schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Chart, "values.schema.json"))).RootElement;
        return [.. ValuesFile.ReadAll().Select(value => value.Path.Split('.')).Where(path => IsNeeded(path) == isNeeded)];

        bool IsNeeded(string[] path)
        {
            var parent = path[..^1].Aggregate(schema, (node, key) => node.GetProperty("properties").GetProperty(key) is var child && child.TryGetProperty("$ref", out var reference)
                ? schema.GetProperty("definitions").GetProperty(reference.GetString()!.Split('/')[^1])
                : child);
            return parent.TryGetProperty("required", out var required) && required.EnumerateArray().Any(key => key.GetString() == path[^1]);
        }
    }
}
