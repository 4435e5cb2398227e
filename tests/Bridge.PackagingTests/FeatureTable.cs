using System.Text.Json;
using Bridge.PackagingTests.Tools;
using k8s.Models;

namespace Bridge.PackagingTests;

/// <summary>One row of the README's table.</summary>
/// <param name="Feature">What charts have or lack.</param>
/// <param name="Here">How it is here, or <see cref="FeatureTable.Missing"/>.</param>
internal sealed record FeatureRow(string Feature, string Here);

/// <summary>What the chart can do, read from what it renders for its ci values files and from what it refuses.</summary>
internal static class FeatureTable
{
    public const string Missing = "no";

    public static async Task<IReadOnlyList<FeatureRow>> RowsAsync()
    {
        var bare = await RenderedChart.ReadAsync("default-values.yaml");
        var full = await RenderedChart.ReadAsync("sqlite-full-values.yaml");
        var postgres = await RenderedChart.ReadAsync("postgres-values.yaml");
        var autoscaling = await RenderedChart.ReadAsync("postgres-autoscaling-values.yaml");
        return
        [
            .. await InterfaceAsync(bare, full),
            .. await PodAsync(bare, full),
            .. Cluster(bare, full, postgres, autoscaling),
            .. await WorkloadAsync(bare, full, postgres),
            .. await ProjectAsync(),
        ];
    }

    private static async Task<IEnumerable<FeatureRow>> InterfaceAsync(RenderedChart bare, RenderedChart full)
    {
        var byKey = await RenderedChart.ReadAsync("secrets-from-values.yaml");
        var sources = new[] { bare, byKey }.Select(chart => chart.Volume("secrets").Projected.Sources[0].Secret.Items).ToList();
        return
        [
            Row("`values.schema.json`", "strict: an unknown value is an error", await RefusedAsync("additional properties", "replicacount=2")),
            Row(
                "existing Secrets for credentials",
                "yes, whole or by key; mounted as files, read again without a restart",
                !bare.Has<V1Secret>() && sources[0] is null && sources[1] is { Count: 1 } && bare.Bridge.VolumeMounts.All(mount => mount.SubPath is null)),
            Row("`extraEnv`, `extraEnvFrom`", "yes", full.Bridge.Env.Any(variable => variable.Name == "OTEL_SERVICE_NAME") && full.Bridge.EnvFrom.Count > 0),
            Row("extra volumes and mounts", "yes", full.Bridge.VolumeMounts.Any(mount => mount.Name == "ca") && full.Volume("ca") is not null),
            Row("sidecars, init containers", "yes", full.Pod.Containers.Count > 1 && full.Pod.InitContainers.Count > 0),
            Row("extra manifests with templates", "yes", full.All<V1ConfigMap>().Any(extra => extra.Data?.Contains(KeyValuePair.Create("host", "bridge.example.com")) == true)),
        ];
    }

    private static async Task<IEnumerable<FeatureRow>> PodAsync(RenderedChart bare, RenderedChart full)
    {
        var (bridge, pod) = (bare.Bridge, bare.Pod);
        var startup = TimeSpan.FromSeconds((bridge.StartupProbe.FailureThreshold * bridge.StartupProbe.PeriodSeconds) ?? 0);
        var probes = (bridge.LivenessProbe.HttpGet.Path, bridge.ReadinessProbe.HttpGet.Path);
        return
        [
            Row("Pod Security Standard *restricted* by default", "yes", PodSecurity.ViolationsOfRestricted(pod).Count == 0),
            Row(
                "read-only root by default",
                "yes, with an `emptyDir` of limited size at `/tmp`",
                bridge.SecurityContext.ReadOnlyRootFilesystem == true
                    && bridge.VolumeMounts.Any(mount => mount.MountPath == "/tmp" && bare.Volume(mount.Name).EmptyDir?.SizeLimit is not null)),
            Row(
                "token automount off on the pod",
                "yes, and on the ServiceAccount",
                pod.AutomountServiceAccountToken == false && bare.One<V1ServiceAccount>().AutomountServiceAccountToken == false),
            Row("liveness, readiness", $"`{probes.Item1}`, `{probes.Item2}`", probes.Item1 != probes.Item2),
            Row("startup probe", $"yes, {startup.TotalMinutes:0} minutes for migrations", startup > TimeSpan.Zero),
            Row(
                "resources set by default",
                $"requests ({string.Join(", ", bridge.Resources.Requests.Keys.Order())}) and a limit ({string.Join(", ", bridge.Resources.Limits.Keys.Order())})",
                bridge.Resources.Requests.Count > 0 && bridge.Resources.Limits.ContainsKey("memory")),
            Row("grace period", $"{pod.TerminationGracePeriodSeconds} s, checked against the shutdown time", await RefusedAsync("set it higher", "terminationGracePeriodSeconds=30")),
            Row("lifecycle hooks", $"yes; sleeps {bridge.Lifecycle.PreStop.Sleep.Seconds} s before the stop", bridge.Lifecycle.PreStop.Sleep.Seconds > 0),
            Row("priority class", "yes", !string.IsNullOrEmpty(full.Pod.PriorityClassName)),
            Row("image digest", "yes", full.Bridge.Image.Contains("@sha256:", StringComparison.Ordinal)),
            Row(
                "pod labels without versions",
                "yes",
                !bare.Template.Metadata.Labels.Keys.Any(label => label.Contains("version", StringComparison.Ordinal) || label.Contains("helm", StringComparison.Ordinal))),
            Row(
                "configuration checksum on the pod",
                "not needed: settings are in the pod template, credentials are read again",
                !bare.Has<V1ConfigMap>() && bridge.Env.Any(variable => variable.Name == "Storage__Provider")),
        ];
    }

    private static IEnumerable<FeatureRow> Cluster(RenderedChart bare, RenderedChart full, RenderedChart postgres, RenderedChart autoscaling)
    {
        var directions = full.One<V1NetworkPolicy>().Spec.PolicyTypes.Order();
        var paths = full.One<V1Ingress>().Spec.Rules.SelectMany(rule => rule.Http.Paths).Select(path => path.Path)
            .Concat(postgres.One<HttpRoute>().Spec.Rules.SelectMany(rule => rule.Matches).Select(match => match.Path.Value)).Distinct().ToList();
        var dashboards = full.All<V1ConfigMap>().Where(map => map.Metadata.Labels?.ContainsKey("grafana_dashboard") == true).Sum(map => map.Data.Count);
        var alerts = full.One<PrometheusRule>().Spec.Alerts;
        return
        [
            Row(
                "PodDisruptionBudget",
                "by itself with more than one replica, never with one",
                postgres.Has<V1PodDisruptionBudget>() && autoscaling.Has<V1PodDisruptionBudget>() && !bare.Has<V1PodDisruptionBudget>()),
            Row("HorizontalPodAutoscaler", "optional, PostgreSQL only", autoscaling.Has<V2HorizontalPodAutoscaler>() && !postgres.Has<V2HorizontalPodAutoscaler>()),
            Row(
                "topology spread",
                "by default on PostgreSQL; selector added",
                postgres.Pod.TopologySpreadConstraints.Count > 0 && postgres.Pod.TopologySpreadConstraints.All(spread => spread.LabelSelector.MatchLabels.Count > 0)),
            Row("NetworkPolicy", $"optional: {string.Join(" and ", directions)}", !bare.Has<V1NetworkPolicy>() && full.One<V1NetworkPolicy>().Spec.Egress.Count > 0),
            Row("ServiceMonitor", $"optional; `{string.Join("`, `", RenderModes())}`", full.Has<ServiceMonitor>() && !bare.Has<ServiceMonitor>()),
            Row(
                "PrometheusRule",
                "optional, with real alerts, overrides and runbook links",
                !bare.Has<PrometheusRule>() && alerts.Count > 1 && alerts.All(alert => alert.Annotations.ContainsKey("runbook_url"))),
            Row("dashboards for the sidecar", $"optional, {dashboards}", dashboards > 0),
            Row("Ingress, HTTPRoute", $"optional; `{string.Join("`, `", paths)}` only", paths.Count == 1 && !bare.Has<V1Ingress>() && !bare.Has<HttpRoute>()),
            Row("`helm test`", "yes, by the chart's own image", bare.One<V1Pod>().Spec.Containers.Single().Image == bare.Bridge.Image),
        ];
    }

    private static async Task<IEnumerable<FeatureRow>> WorkloadAsync(RenderedChart bare, RenderedChart full, RenderedChart postgres)
    {
        var existing = await RenderedChart.ReadAsync("sqlite-existing-claim-values.yaml");
        var notes = await Helm.RunAsync("install", "incident-bridge", Repository.Chart, "--dry-run=client", "--values", Path.Combine(Repository.Chart, "ci/sqlite-full-values.yaml"));
        return
        [
            Row("workload kind", $"{bare.Workload} on SQLite, {postgres.Workload} on PostgreSQL", bare.Workload != postgres.Workload),
            Row(
                "claim, existing claim",
                "yes",
                full.One<V1StatefulSet>().Spec.VolumeClaimTemplates.Count == 1 && existing.Volume("data").PersistentVolumeClaim is not null),
            Row("notes", "the address, the event types, warnings", notes.Succeeded().Contains("https://bridge.example.com/webhooks/incident-io", StringComparison.Ordinal)
                && notes.Output.Contains("public_incident.incident_created_v2", StringComparison.Ordinal)),
            Row("guards with advice", "yes", await RefusedAsync("set replicaCount to 1", "replicaCount=2")),
        ];
    }

    private static async Task<IEnumerable<FeatureRow>> ProjectAsync()
    {
        var chart = (await Helm.RunAsync("show", "chart", Repository.Chart)).Succeeded().Split('\n');
        var artifactHub = chart.Where(line => line.Contains("artifacthub.io/", StringComparison.Ordinal)).Select(line => line.Split('/')[1].Split(':')[0]).Order().ToList();
        var kubernetes = chart.Single(line => line.StartsWith("kubeVersion:", StringComparison.Ordinal)).Split(' ')[1].Trim('\'', '"');
        var valuesFiles = Directory.GetFiles(Path.Combine(Repository.Chart, "ci")).Length;
        var templates = Directory.GetFiles(Path.Combine(Repository.Chart, "templates"), "*", SearchOption.AllDirectories).Sum(file => File.ReadLines(file).Count());
        var values = File.ReadLines(Path.Combine(Repository.Chart, "values.yaml")).Count();
        return
        [
            Row("README", "values and this table are made; drift fails CI", true),
            Row("`ci` values files", $"{valuesFiles}, all linted, rendered, read strictly", valuesFiles == CiValues.All.Count),
            Row("Artifact Hub annotations", string.Join(", ", artifactHub), artifactHub.Count > 0),
            Row("`kubeVersion`", $"`{kubernetes}`", kubernetes.Length > 0),
            Row("lines of templates, of `values.yaml`", $"about {Hundreds(templates)} and {Hundreds(values)}", templates > 0),
        ];
    }

    private static int Hundreds(int lines) => (lines + 50) / 100 * 100;

    private static FeatureRow Row(string feature, string here, bool holds) => new(feature, holds ? here : Missing);

    private static async Task<bool> RefusedAsync(string reason, string value)
    {
        var result = await Helm.TemplateAsync("--set", value);
        return result.ExitCode != 0 && result.Error.Contains(reason, StringComparison.Ordinal);
    }

    private static IEnumerable<string> RenderModes() =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Chart, "values.schema.json"))).RootElement
            .GetProperty("definitions").GetProperty("renderMode").GetProperty("enum")
            .EnumerateArray().Select(mode => mode.GetString()!);
}
