using Bridge.PackagingTests.Tools;
using k8s.Models;

namespace Bridge.PackagingTests;

/// <summary>What the chart makes of its values, and what it leaves out.</summary>
public sealed class WorkloadTests
{
    [Fact]
    public async Task Without_any_values_there_is_a_stateful_set_with_a_volume_and_nothing_optional()
    {
        var manifests = await Helm.RenderAsync("default-values.yaml");

        Assert.Equal(["Pod", "Service", "Service", "ServiceAccount", "StatefulSet"], manifests.Select(manifest => manifest.Kind).Order());
        var statefulSet = Single<V1StatefulSet>(manifests);
        Assert.Equal(1, statefulSet.Spec.Replicas);
        var claim = Assert.Single(statefulSet.Spec.VolumeClaimTemplates);
        Assert.Equal(["ReadWriteOnce"], claim.Spec.AccessModes);
        Assert.Equal(["app.kubernetes.io/instance", "app.kubernetes.io/name"], claim.Metadata.Labels.Keys.Order());
        Assert.Equal("Retain", statefulSet.Spec.PersistentVolumeClaimRetentionPolicy.WhenDeleted);
        Assert.Contains(manifests, manifest => manifest.Kind == "Service" && manifest.Name == statefulSet.Spec.ServiceName);
    }

    /// <summary>OrderedReady waits for ever for a pod that cannot get ready, also when its template is corrected or rolled back.</summary>
    [Theory]
    [InlineData("default-values.yaml")]
    [InlineData("sqlite-full-values.yaml")]
    public async Task A_pod_that_never_gets_ready_is_replaced_by_the_next_revision(string valuesFile)
    {
        Assert.Equal("Parallel", Single<V1StatefulSet>(await Helm.RenderAsync(valuesFile)).Spec.PodManagementPolicy);
    }

    [Fact]
    public async Task Without_a_replica_the_volume_can_be_worked_on()
    {
        var manifests = Manifest.ReadAll((await Helm.TemplateAsync("--set", "replicaCount=0")).Succeeded());

        var statefulSet = Single<V1StatefulSet>(manifests);
        Assert.Equal(0, statefulSet.Spec.Replicas);
        Assert.Equal("Retain", statefulSet.Spec.PersistentVolumeClaimRetentionPolicy.WhenScaled);
    }

    [Fact]
    public async Task A_claim_can_be_filled_from_a_snapshot()
    {
        var claim = Assert.Single(Single<V1StatefulSet>(await Helm.RenderAsync("sqlite-full-values.yaml")).Spec.VolumeClaimTemplates);

        Assert.Equal(
            ("snapshot.storage.k8s.io", "VolumeSnapshot", "bridge-before-the-move"),
            (claim.Spec.DataSource.ApiGroup, claim.Spec.DataSource.Kind, claim.Spec.DataSource.Name));
        Assert.Null(Assert.Single(Single<V1StatefulSet>(await Helm.RenderAsync("default-values.yaml")).Spec.VolumeClaimTemplates).Spec.DataSource);
    }

    [Fact]
    public async Task What_is_written_to_the_node_is_limited()
    {
        var pod = Single<V1StatefulSet>(await Helm.RenderAsync("default-values.yaml")).Spec.Template.Spec;

        Assert.Equal("16Mi", pod.Volumes.Single(volume => volume.Name == "tmp").EmptyDir.SizeLimit.ToString());
        Assert.Equal("512Mi", pod.Containers[0].Resources.Limits["ephemeral-storage"].ToString());
        Assert.Equal("32Mi", Single<V1StatefulSet>(await Helm.RenderAsync("sqlite-full-values.yaml")).Spec.Template.Spec.Volumes.Single(volume => volume.Name == "tmp").EmptyDir.SizeLimit.ToString());
    }

    [Theory]
    [InlineData("sqlite-full-values.yaml")]
    [InlineData("postgres-values.yaml")]
    public async Task The_workload_takes_annotations_of_its_own(string valuesFile)
    {
        var rendered = await Helm.TemplateValuesAsync("workloadAnnotations: {reloader.stakater.com/auto: \"true\"}\n", valuesFile);

        var workload = Manifest.ReadAll(rendered.Succeeded()).Single(manifest => manifest.Pod is not null);
        Assert.Equal("true", workload.Tree["metadata"]["annotations"]["reloader.stakater.com/auto"].ToString());
        Assert.False(workload.Pod!.Metadata.Annotations?.ContainsKey("reloader.stakater.com/auto") ?? false);
    }

    [Fact]
    public async Task Without_any_values_the_secret_of_the_release_is_mounted_whole()
    {
        var pod = Single<V1StatefulSet>(await Helm.RenderAsync("default-values.yaml")).Spec.Template.Spec;

        var source = Assert.Single(pod.Volumes.Single(volume => volume.Name == "secrets").Projected.Sources);
        Assert.Equal("incident-bridge", source.Secret.Name);
        Assert.Null(source.Secret.Items);
        Assert.NotEqual(true, source.Secret.Optional);
        var mount = pod.Containers[0].VolumeMounts.Single(mount => mount.Name == "secrets");
        Assert.Null(mount.SubPath);
        Assert.Equal(mount.MountPath, pod.Containers[0].Env.Single(variable => variable.Name == "Secrets__Directory").Value);
    }

    [Fact]
    public async Task Credentials_can_come_from_keys_of_any_secrets()
    {
        var pod = Single<V1StatefulSet>(await Helm.RenderAsync("secrets-from-values.yaml")).Spec.Template.Spec;

        var sources = pod.Volumes.Single(volume => volume.Name == "secrets").Projected.Sources.Select(source =>
            (source.Secret.Name, source.Secret.Items.Single().Key, source.Secret.Items.Single().Path));
        Assert.Equal(
            [
                ("grafana-service-account", "token", "Grafana__main__Token"),
                ("incident-io", "api-key", "IncidentIo__ApiKey"),
                ("incident-io", "signing-secret", "IncidentIo__SigningSecrets__0"),
                ("incident-io", "next-signing-secret", "IncidentIo__SigningSecrets__1"),
            ],
            sources);
    }

    [Theory]
    [InlineData("sqlite-full-values.yaml")]
    [InlineData("postgres-values.yaml")]
    public async Task Helm_test_runs_the_check_with_the_settings_of_the_release_and_gets_no_webhooks(string valuesFile)
    {
        var manifests = await Helm.RenderAsync(valuesFile);

        var check = Single<V1Pod>(manifests);
        var bridge = manifests.Select(manifest => manifest.Pod).OfType<V1PodTemplateSpec>().Single().Spec;
        Assert.Equal("test", check.Metadata.Annotations["helm.sh/hook"]);
        var container = Assert.Single(check.Spec.Containers);
        Assert.Equal(["check"], container.Args);
        Assert.Equal(bridge.Containers[0].Image, container.Image);
        Assert.Equal(bridge.Containers[0].Env.Select(variable => (variable.Name, variable.Value)), container.Env.Select(variable => (variable.Name, variable.Value)));
        Assert.Equal(check.Spec.Volumes.Select(volume => volume.Name).Order(), container.VolumeMounts.Select(mount => mount.Name).Order());
        Assert.Equal("Never", check.Spec.RestartPolicy);
        Assert.All(
            manifests.Select(manifest => manifest.ReadStrictly()).OfType<V1Service>(),
            service => Assert.Contains(service.Spec.Selector, label => check.Metadata.Labels[label.Key] != label.Value));
    }

    [Fact]
    public async Task The_pod_of_helm_test_is_placed_and_dressed_like_the_bridge_and_goes_when_it_succeeded()
    {
        var manifests = await Helm.RenderAsync("sqlite-full-values.yaml");

        var check = Single<V1Pod>(manifests);
        var bridge = Single<V1StatefulSet>(manifests).Spec.Template;
        Assert.Equal("before-hook-creation,hook-succeeded", check.Metadata.Annotations["helm.sh/hook-delete-policy"]);
        Assert.Equal(("ops", "sre", "yes"), (check.Metadata.Labels["tier"], check.Metadata.Labels["team"], check.Metadata.Annotations["example.com/pod"]));
        Assert.Equal(
            Placement(bridge.Spec),
            Placement(check.Spec));
        Assert.All(Placement(check.Spec).Split('\n'), part => Assert.False(part.EndsWith(": null", StringComparison.Ordinal), part));

        static string Placement(V1PodSpec pod) => string.Join('\n', new Dictionary<string, object?>
        {
            ["hostAliases"] = pod.HostAliases,
            ["dnsPolicy"] = pod.DnsPolicy,
            ["dnsConfig"] = pod.DnsConfig,
            ["priorityClassName"] = pod.PriorityClassName,
            ["affinity"] = pod.Affinity,
            ["nodeSelector"] = pod.NodeSelector,
            ["tolerations"] = pod.Tolerations,
            ["hostUsers"] = pod.HostUsers,
            ["securityContext"] = pod.SecurityContext,
            ["serviceAccountName"] = pod.ServiceAccountName,
            ["imagePullSecrets"] = pod.ImagePullSecrets,
        }.Select(field => $"{field.Key}: {k8s.KubernetesJson.Serialize(field.Value)}"));
    }

    [Theory]
    [InlineData("sqlite-full-values.yaml")]
    [InlineData("postgres-values.yaml")]
    public async Task The_network_policy_is_also_for_the_pod_of_helm_test(string valuesFile)
    {
        var manifests = await Helm.RenderAsync(valuesFile);

        var selector = Single<V1NetworkPolicy>(manifests).Spec.PodSelector;
        var pods = new[] { Single<V1Pod>(manifests).Metadata, manifests.Select(manifest => manifest.Pod).OfType<V1PodTemplateSpec>().Single().Metadata };
        Assert.All(pods, pod =>
        {
            Assert.All(selector.MatchLabels, label => Assert.Equal(label.Value, pod.Labels[label.Key]));
            Assert.All(selector.MatchExpressions, expression => Assert.Contains(pod.Labels[expression.Key], expression.Values));
        });
        Assert.All(selector.MatchExpressions, expression => Assert.Equal("In", expression.OperatorProperty));
    }

    [Fact]
    public async Task An_existing_claim_is_mounted_and_none_is_made()
    {
        var statefulSet = Single<V1StatefulSet>(await Helm.RenderAsync("sqlite-existing-claim-values.yaml"));

        Assert.Null(statefulSet.Spec.VolumeClaimTemplates);
        Assert.Equal("bridge-data", statefulSet.Spec.Template.Spec.Volumes.Single(volume => volume.Name == "data").PersistentVolumeClaim.ClaimName);
        Assert.Equal("default", statefulSet.Spec.Template.Spec.ServiceAccountName);
    }

    [Fact]
    public async Task On_postgres_there_is_a_deployment_without_a_volume_and_never_fewer_replicas_than_wanted()
    {
        var manifests = await Helm.RenderAsync("postgres-values.yaml");

        var deployment = Single<V1Deployment>(manifests);
        Assert.Equal(3, deployment.Spec.Replicas);
        Assert.Equal("0", deployment.Spec.Strategy.RollingUpdate.MaxUnavailable.Value);
        var pod = deployment.Spec.Template.Spec;
        Assert.DoesNotContain(pod.Volumes, volume => volume.Name == "data");
        Assert.DoesNotContain(pod.Containers[0].Env, variable => variable.Name == "Storage__Path");
        Assert.Equal("postgres", pod.Containers[0].Env.Single(variable => variable.Name == "Storage__Provider").Value);
        Assert.Equal(2, pod.TopologySpreadConstraints.Count);
        Assert.DoesNotContain(manifests, manifest => manifest.Kind is "StatefulSet" or "PersistentVolumeClaim");
    }

    [Fact]
    public async Task Several_replicas_get_a_disruption_budget_that_lets_nodes_drain()
    {
        var budget = Single<V1PodDisruptionBudget>(await Helm.RenderAsync("postgres-values.yaml"));

        Assert.Equal("1", budget.Spec.MaxUnavailable.Value);
        Assert.Equal("AlwaysAllow", budget.Spec.UnhealthyPodEvictionPolicy);
    }

    [Fact]
    public async Task One_replica_gets_no_disruption_budget_whatever_else_is_on()
    {
        Assert.DoesNotContain(await Helm.RenderAsync("sqlite-full-values.yaml"), manifest => manifest.Kind == "PodDisruptionBudget");
    }

    [Fact]
    public async Task Autoscaling_owns_the_number_of_replicas()
    {
        var manifests = await Helm.RenderAsync("postgres-autoscaling-values.yaml");

        Assert.Null(Single<V1Deployment>(manifests).Spec.Replicas);
        var autoscaler = Single<V2HorizontalPodAutoscaler>(manifests);
        Assert.Equal((2, 5), (autoscaler.Spec.MinReplicas, autoscaler.Spec.MaxReplicas));
        Assert.Equal("Deployment", autoscaler.Spec.ScaleTargetRef.Kind);
        Single<V1PodDisruptionBudget>(manifests);
    }

    [Fact]
    public async Task A_digest_names_the_image_and_the_global_registry_stands_in_front()
    {
        var byDigest = Single<V1StatefulSet>(await Helm.RenderAsync("sqlite-full-values.yaml"));
        var global = Single<V1Deployment>(await Helm.RenderAsync("postgres-autoscaling-values.yaml"));

        Assert.StartsWith("registry.example.com/team/incident-bridge@sha256:0123", byDigest.Spec.Template.Spec.Containers[0].Image, StringComparison.Ordinal);
        Assert.StartsWith("registry.example.com/incident-bridge:", global.Spec.Template.Spec.Containers[0].Image, StringComparison.Ordinal);
        Assert.Equal(["registry", "second"], global.Spec.Template.Spec.ImagePullSecrets.Select(secret => secret.Name));
    }

    [Fact]
    public async Task The_network_policy_lets_out_what_the_settings_name_and_lets_in_ports_of_pods()
    {
        var policy = Single<V1NetworkPolicy>(await Helm.RenderAsync("sqlite-full-values.yaml"));

        Assert.Equal(["Ingress", "Egress"], policy.Spec.PolicyTypes);
        Assert.Equal([("53", "UDP"), ("53", "TCP")], policy.Spec.Egress[0].Ports.Select(port => (port.Port.Value, port.Protocol)));
        Assert.Null(policy.Spec.Egress[0].To);
        Assert.Equal(["443", "3000", "8080"], policy.Spec.Egress[1].Ports.Select(port => port.Port.Value));
        Assert.Equal("192.0.2.0/24", policy.Spec.Egress[1].To.Single().IpBlock.Cidr);
        Assert.Equal("4317", policy.Spec.Egress[2].Ports.Single().Port.Value);
        Assert.Equal(["http", "management"], policy.Spec.Ingress.Select(rule => rule.Ports.Single().Port.Value));
        Assert.Equal("monitoring", policy.Spec.Ingress[1].FromProperty.Single().NamespaceSelector.MatchLabels["kubernetes.io/metadata.name"]);
    }

    [Fact]
    public async Task The_network_policy_takes_webhooks_from_anyone_and_lets_postgres_be_reached()
    {
        var policy = Single<V1NetworkPolicy>(await Helm.RenderAsync("postgres-values.yaml"));

        Assert.Null(policy.Spec.Ingress[0].FromProperty);
        Assert.Contains("5432", policy.Spec.Egress[1].Ports.Select(port => port.Port.Value));
        Assert.Null(policy.Spec.Egress[1].To);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    public async Task Metrics_without_a_peer_are_for_nobody(string peers)
    {
        var rendered = await Helm.TemplateValuesAsync($"networkPolicy: {{managementFrom: {peers}}}\n", "postgres-values.yaml");

        var policy = Single<V1NetworkPolicy>(Manifest.ReadAll(rendered.Succeeded()));
        Assert.Equal("http", Assert.Single(Assert.Single(policy.Spec.Ingress).Ports).Port.Value);
    }

    [Fact]
    public async Task The_services_take_what_load_balancers_and_families_of_addresses_need()
    {
        var services = (await Helm.RenderAsync("sqlite-full-values.yaml")).Where(manifest => manifest.Kind == "Service").Select(manifest => manifest.As<V1Service>()).ToList();

        Assert.All(services, service => Assert.Equal(("PreferDualStack", "IPv6,IPv4"), (service.Spec.IpFamilyPolicy, string.Join(',', service.Spec.IpFamilies))));
        Assert.Equal("Local", services.Single(service => service.Spec.Type == "NodePort").Spec.ExternalTrafficPolicy);
        var balanced = (await Helm.RenderAsync("postgres-autoscaling-values.yaml")).Where(manifest => manifest.Kind == "Service").Select(manifest => manifest.As<V1Service>())
            .Single(service => service.Spec.Type == "LoadBalancer");
        Assert.Equal(("service.k8s.aws/nlb", "192.0.2.0/24"), (balanced.Spec.LoadBalancerClass, balanced.Spec.LoadBalancerSourceRanges.Single()));
        Assert.Null(balanced.Spec.ExternalTrafficPolicy);
    }

    [Fact]
    public async Task The_service_monitor_scrapes_the_management_service_as_a_job_called_like_the_objects()
    {
        var manifests = await Helm.RenderAsync("sqlite-full-values.yaml");

        var monitor = Single<ServiceMonitor>(manifests);
        var service = manifests.Where(manifest => manifest.Kind == "Service").Select(manifest => manifest.As<V1Service>())
            .Single(service => monitor.Spec.Selector.MatchLabels.All(label => service.Metadata.Labels.TryGetValue(label.Key, out var value) && value == label.Value));
        Assert.Equal(monitor.Spec.Endpoints.Single().Port, service.Spec.Ports.Single().Name);
        Assert.Equal("incident-bridge", service.Metadata.Labels[monitor.Spec.JobLabel]);
        Assert.True(service.Spec.PublishNotReadyAddresses);
        Assert.Equal("prometheus", monitor.Metadata.Labels["release"]);
        Assert.Equal("https://wiki.example.com", monitor.Metadata.Annotations["example.com/owner"]);
        var endpoint = monitor.Spec.Endpoints.Single();
        Assert.Equal(("https", "incident-bridge-management.ops.svc"), (endpoint.Scheme, endpoint.TlsConfig!["serverName"]));
    }

    /// <summary>Argo CD with label tracking writes the application's name over app.kubernetes.io/instance of every object.</summary>
    [Fact]
    public async Task The_service_monitor_asks_for_no_label_that_other_tools_write()
    {
        var monitor = Single<ServiceMonitor>(await Helm.RenderAsync("postgres-values.yaml"));

        Assert.DoesNotContain(monitor.Spec.Selector.MatchLabels.Keys.Append(monitor.Spec.JobLabel), label => label.StartsWith("app.kubernetes.io/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Monitoring_renders_where_the_operator_is_unknown_unless_told_otherwise()
    {
        Assert.Contains(await Helm.RenderAsync("postgres-values.yaml"), manifest => manifest.Kind == "ServiceMonitor");
        Assert.DoesNotContain(await Helm.RenderAsync("monitoring-skipped-values.yaml"), manifest => manifest.Kind is "ServiceMonitor" or "PrometheusRule");

        var known = await Helm.TemplateAsync(
            "--values", Path.Combine(Repository.Chart, "ci/monitoring-skipped-values.yaml"),
            "--api-versions", "monitoring.coreos.com/v1/ServiceMonitor", "--api-versions", "monitoring.coreos.com/v1/PrometheusRule");
        var manifests = Manifest.ReadAll(known.Succeeded());
        Assert.Contains(manifests, manifest => manifest.Kind == "ServiceMonitor");
        Assert.Contains(manifests, manifest => manifest.Kind == "PrometheusRule");
    }

    [Fact]
    public async Task The_dashboards_are_those_of_the_source_tree()
    {
        var map = Single<V1ConfigMap>(
            [.. (await Helm.RenderAsync("sqlite-full-values.yaml")).Where(manifest => manifest.Name.EndsWith("-dashboards", StringComparison.Ordinal))]);

        var files = Directory.GetFiles(Repository.Path("dashboards"));
        Assert.Equal(files.Select(Path.GetFileName).Order(), map.Data.Keys.Order());
        Assert.All(files, file => Assert.Equal(File.ReadAllText(file), map.Data[Path.GetFileName(file)]));
        Assert.Equal("1", map.Metadata.Labels["grafana_dashboard"]);
        Assert.Equal("Incidents", map.Metadata.Annotations["grafana_folder"]);
        Assert.Equal("monitoring", map.Metadata.NamespaceProperty);
    }

    [Fact]
    public async Task Extra_manifests_may_be_maps_or_texts_and_may_hold_templates()
    {
        var manifests = await Helm.RenderAsync("sqlite-full-values.yaml");

        Assert.Equal("bridge.example.com", manifests.Single(manifest => manifest.Name.EndsWith("-extra", StringComparison.Ordinal)).As<V1ConfigMap>().Data["host"]);
        Assert.Contains(manifests, manifest => manifest.Name == "as-text");
    }

    private static TModel Single<TModel>(IReadOnlyList<Manifest> manifests) =>
        Assert.Single(manifests.Select(manifest => manifest.ReadStrictly()).OfType<TModel>());
}
