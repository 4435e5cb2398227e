using Bridge.PackagingTests.Tools;
using k8s.Models;

namespace Bridge.PackagingTests;

/// <summary>What holds for every rendering of the chart.</summary>
public sealed class ChartTests
{
    public static TheoryData<string> ValuesFiles => CiValues.All;

    [Fact]
    public void Every_file_in_ci_is_matched_by_the_pattern_that_runs_them()
    {
        var folder = Path.Combine(Repository.Chart, "ci");

        Assert.Equal(Directory.GetFiles(folder, CiValues.Pattern).Order(), Directory.GetFileSystemEntries(folder).Order());
    }

    [Theory]
    [MemberData(nameof(ValuesFiles))]
    public async Task Lint_finds_nothing(string valuesFile)
    {
        var result = await Helm.RunAsync("lint", "--strict", Repository.Chart, "--values", Path.Combine(Repository.Chart, "ci", valuesFile));

        result.Succeeded();
    }

    [Theory]
    [MemberData(nameof(ValuesFiles))]
    public async Task Every_object_fits_its_model_without_an_unknown_field(string valuesFile)
    {
        var manifests = await Helm.RenderAsync(valuesFile);

        Assert.All(manifests, manifest => manifest.ReadStrictly());
        Assert.Equal(manifests.Count, manifests.DistinctBy(manifest => (manifest.Kind, manifest.Name)).Count());
    }

    [Theory]
    [InlineData("apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {prots: []}\n")]
    [InlineData("apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: a}\nspec: {template: {spec: {containers: [{name: a, livenesProbe: {}}]}}}\n")]
    [InlineData("apiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\nmetadata: {name: a}\nspec: {endpoints: [{prot: management}]}\n")]
    public void A_misspelt_field_does_not_fit(string manifest)
    {
        Assert.ThrowsAny<YamlDotNet.Core.YamlException>(Assert.Single(Manifest.ReadAll(manifest)).ReadStrictly);
    }

    [Theory]
    [MemberData(nameof(ValuesFiles))]
    public async Task Every_object_of_the_chart_names_its_namespace(string valuesFile)
    {
        var manifests = await Helm.RenderAsync(valuesFile);

        var ours = manifests.Where(manifest => manifest.Yaml.Contains("helm.sh/chart", StringComparison.Ordinal));
        Assert.All(ours, manifest => Assert.Contains("\n  namespace: ", manifest.Yaml, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(ValuesFiles))]
    public async Task Every_pod_meets_the_restricted_standard(string valuesFile)
    {
        var manifests = await Helm.RenderAsync(valuesFile);

        var pods = Pods(manifests).Select(pod => pod.Spec).Concat(manifests.Select(manifest => manifest.ReadStrictly()).OfType<V1Pod>().Select(pod => pod.Spec)).ToList();
        Assert.Equal(2, pods.Count);
        Assert.All(pods, pod => Assert.Empty(PodSecurity.ViolationsOfRestricted(pod)));
    }

    [Theory]
    [MemberData(nameof(ValuesFiles))]
    public async Task Pods_have_no_token_a_read_only_root_and_limits(string valuesFile)
    {
        var pod = Pods(await Helm.RenderAsync(valuesFile)).Single().Spec;

        Assert.False(pod.AutomountServiceAccountToken);
        Assert.False(pod.EnableServiceLinks);
        var bridge = pod.Containers[0];
        Assert.True(bridge.SecurityContext.ReadOnlyRootFilesystem);
        Assert.Contains(bridge.VolumeMounts, mount => mount.MountPath == "/tmp");
        Assert.True(bridge.Resources.Limits.ContainsKey("memory"));
        Assert.True(bridge.Resources.Requests.ContainsKey("cpu"));
    }

    [Theory]
    [MemberData(nameof(ValuesFiles))]
    public async Task A_new_chart_version_alone_restarts_no_pod(string valuesFile)
    {
        var pod = Pods(await Helm.RenderAsync(valuesFile)).Single();

        Assert.DoesNotContain("helm.sh/chart", pod.Metadata.Labels.Keys);
        Assert.DoesNotContain("app.kubernetes.io/version", pod.Metadata.Labels.Keys);
    }

    [Theory]
    [MemberData(nameof(ValuesFiles))]
    public async Task Every_selector_finds_the_pods(string valuesFile)
    {
        var manifests = await Helm.RenderAsync(valuesFile);

        var labels = Pods(manifests).Single().Metadata.Labels;
        var selectors = manifests.Select(manifest => manifest.ReadStrictly()).SelectMany(model => model switch
        {
            V1Service service => [service.Spec.Selector],
            V1StatefulSet statefulSet => [statefulSet.Spec.Selector.MatchLabels],
            V1Deployment deployment =>
                [deployment.Spec.Selector.MatchLabels, .. deployment.Spec.Template.Spec.TopologySpreadConstraints.Select(constraint => constraint.LabelSelector.MatchLabels)],
            V1PodDisruptionBudget budget => [budget.Spec.Selector.MatchLabels],
            V1NetworkPolicy policy => [policy.Spec.PodSelector.MatchLabels],
            _ => Array.Empty<IDictionary<string, string>>(),
        });
        Assert.All(selectors, selector => Assert.All(selector, label => Assert.Equal(label.Value, labels[label.Key])));
    }

    [Theory]
    [MemberData(nameof(ValuesFiles))]
    public async Task Every_mount_has_its_volume_and_every_volume_its_mount(string valuesFile)
    {
        var manifests = await Helm.RenderAsync(valuesFile);

        var pod = Pods(manifests).Single().Spec;
        var claims = manifests.Select(manifest => manifest.ReadStrictly()).OfType<V1StatefulSet>()
            .SelectMany(statefulSet => statefulSet.Spec.VolumeClaimTemplates ?? [])
            .Select(claim => claim.Metadata.Name);
        Assert.Equal(
            pod.Volumes.Select(volume => volume.Name).Concat(claims).Order(),
            pod.Containers[0].VolumeMounts.Select(mount => mount.Name).Order());
        Assert.Equal(pod.Containers[0].VolumeMounts.Count, pod.Containers[0].VolumeMounts.DistinctBy(mount => mount.MountPath).Count());
    }

    [Theory]
    [MemberData(nameof(ValuesFiles))]
    public async Task Probes_ask_the_management_port_and_a_full_queue_restarts_nothing(string valuesFile)
    {
        var bridge = Pods(await Helm.RenderAsync(valuesFile)).Single().Spec.Containers[0];

        Assert.Equal("/readyz", bridge.StartupProbe.HttpGet.Path);
        Assert.Equal("/readyz", bridge.ReadinessProbe.HttpGet.Path);
        Assert.Equal("/healthz", bridge.LivenessProbe.HttpGet.Path);
        Assert.All(
            new[] { bridge.StartupProbe, bridge.ReadinessProbe, bridge.LivenessProbe },
            probe => Assert.Equal("management", probe.HttpGet.Port.Value));
    }

    [Theory]
    [MemberData(nameof(ValuesFiles))]
    public async Task A_stop_may_take_longer_than_the_bridge_needs(string valuesFile)
    {
        var pod = Pods(await Helm.RenderAsync(valuesFile)).Single().Spec;

        var shutdown = (TimeSpan)typeof(BridgeHost)
            .GetField("ShutdownTimeout", System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic)!
            .GetValue(null)!;
        var before = TimeSpan.FromSeconds(pod.Containers[0].Lifecycle.PreStop.Sleep.Seconds);
        Assert.True(TimeSpan.FromSeconds(pod.TerminationGracePeriodSeconds!.Value) > before + shutdown);
        Assert.Contains(
            $"shutdownSeconds\" -}}}}{shutdown.TotalSeconds}{{{{",
            File.ReadAllText(Path.Combine(Repository.Chart, "templates/_guards.tpl")),
            StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(ValuesFiles))]
    public async Task Nothing_but_the_webhook_path_leads_in_from_outside(string valuesFile)
    {
        var manifests = await Helm.RenderAsync(valuesFile);

        foreach (var model in manifests.Select(manifest => manifest.ReadStrictly()))
        {
            switch (model)
            {
                case V1Ingress ingress:
                    var path = Assert.Single(Assert.Single(ingress.Spec.Rules).Http.Paths);
                    Assert.Equal((Webhooks.WebhookEndpoint.Path, "Exact", "http"), (path.Path, path.PathType, path.Backend.Service.Port.Name));
                    break;
                case HttpRoute route:
                    var match = Assert.Single(Assert.Single(route.Spec.Rules).Matches);
                    Assert.Equal((Webhooks.WebhookEndpoint.Path, "Exact", "POST"), (match.Path.Value, match.Path.Type, match.Method));
                    break;
                case V1Service service when service.Spec.ClusterIP != "None":
                    Assert.Equal("http", Assert.Single(service.Spec.Ports).TargetPort.Value);
                    break;
            }
        }
    }

    [Fact]
    public async Task The_package_has_real_dashboards_and_rules_and_no_test_values()
    {
        var folder = Directory.CreateTempSubdirectory("incident-bridge-chart-");
        try
        {
            (await Helm.RunAsync("package", Repository.Chart, "--destination", folder.FullName)).Succeeded();
            await using var file = File.OpenRead(Assert.Single(folder.GetFiles()).FullName);
            await using var unzipped = new System.IO.Compression.GZipStream(file, System.IO.Compression.CompressionMode.Decompress);
            await using var tar = new System.Formats.Tar.TarReader(unzipped);
            var files = new Dictionary<string, string>();
            while (await tar.GetNextEntryAsync(copyData: true, TestContext.Current.CancellationToken) is { } entry)
            {
                files[entry.Name] = await new StreamReader(entry.DataStream ?? Stream.Null).ReadToEndAsync(TestContext.Current.CancellationToken);
            }

            foreach (var dashboard in Directory.GetFiles(Repository.Path("dashboards")))
            {
                Assert.Equal(await File.ReadAllTextAsync(dashboard, TestContext.Current.CancellationToken), files[$"incident-bridge/files/dashboards/{Path.GetFileName(dashboard)}"]);
            }

            Assert.Contains("incident-bridge/files/rules/alerts.yaml", files.Keys);
            Assert.DoesNotContain(files.Keys, name => name.StartsWith("incident-bridge/ci/", StringComparison.Ordinal));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static List<V1PodTemplateSpec> Pods(IReadOnlyList<Manifest> manifests) =>
        [.. manifests.Select(manifest => manifest.Pod).OfType<V1PodTemplateSpec>()];
}
