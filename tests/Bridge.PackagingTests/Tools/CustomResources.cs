using k8s.Models;

namespace Bridge.PackagingTests.Tools;

// The kinds that KubernetesClient has no models for, with the fields that the chart may use. A field that is not here is a fault in a
// test until somebody has looked it up in the kind's API reference.

internal sealed class ServiceMonitor
{
    public string ApiVersion { get; set; } = "";
    public string Kind { get; set; } = "";
    public V1ObjectMeta Metadata { get; set; } = new();
    public ServiceMonitorSpec Spec { get; set; } = new();
}

internal sealed class ServiceMonitorSpec
{
    public string JobLabel { get; set; } = "";
    public V1LabelSelector Selector { get; set; } = new();
    public List<ServiceMonitorEndpoint> Endpoints { get; set; } = [];
}

internal sealed class ServiceMonitorEndpoint
{
    public string Port { get; set; } = "";
    public string Path { get; set; } = "";
    public string? Interval { get; set; }
    public string? ScrapeTimeout { get; set; }
    public string? Scheme { get; set; }
    public Dictionary<string, object>? TlsConfig { get; set; }
    public List<Dictionary<string, object>>? Relabelings { get; set; }
    public List<Dictionary<string, object>>? MetricRelabelings { get; set; }
}

internal sealed class PrometheusRule
{
    public string ApiVersion { get; set; } = "";
    public string Kind { get; set; } = "";
    public V1ObjectMeta Metadata { get; set; } = new();
    public RuleFile Spec { get; set; } = new();
}

internal sealed class HttpRoute
{
    public string ApiVersion { get; set; } = "";
    public string Kind { get; set; } = "";
    public V1ObjectMeta Metadata { get; set; } = new();
    public HttpRouteSpec Spec { get; set; } = new();
}

internal sealed class HttpRouteSpec
{
    public List<Dictionary<string, object>> ParentRefs { get; set; } = [];
    public List<string> Hostnames { get; set; } = [];
    public List<HttpRouteRule> Rules { get; set; } = [];
}

internal sealed class HttpRouteRule
{
    public List<HttpRouteMatch> Matches { get; set; } = [];
    public List<HttpBackendRef> BackendRefs { get; set; } = [];
}

internal sealed class HttpRouteMatch
{
    public string? Method { get; set; }
    public HttpPathMatch Path { get; set; } = new();
}

internal sealed class HttpPathMatch
{
    public string Type { get; set; } = "";
    public string Value { get; set; } = "";
}

internal sealed class HttpBackendRef
{
    public string Name { get; set; } = "";
    public int Port { get; set; }
}

internal sealed class ArgoApplication
{
    public string ApiVersion { get; set; } = "";
    public string Kind { get; set; } = "";
    public V1ObjectMeta Metadata { get; set; } = new();
    public ArgoApplicationSpec Spec { get; set; } = new();
}

internal sealed class ArgoApplicationSpec
{
    public string Project { get; set; } = "";
    public ArgoSource Source { get; set; } = new();
    public Dictionary<string, string> Destination { get; set; } = [];
    public ArgoSyncPolicy SyncPolicy { get; set; } = new();
    public List<ArgoIgnoredDifference> IgnoreDifferences { get; set; } = [];
}

internal sealed class ArgoSource
{
    public string RepoURL { get; set; } = "";
    public string TargetRevision { get; set; } = "";
    public string Path { get; set; } = "";
    public Dictionary<string, object> Helm { get; set; } = [];
}

internal sealed class ArgoSyncPolicy
{
    public Dictionary<string, bool> Automated { get; set; } = [];
    public List<string> SyncOptions { get; set; } = [];
}

internal sealed class ArgoIgnoredDifference
{
    public string Group { get; set; } = "";
    public string Kind { get; set; } = "";
    public List<string> JsonPointers { get; set; } = [];
}

internal sealed class ExternalSecret
{
    public string ApiVersion { get; set; } = "";
    public string Kind { get; set; } = "";
    public V1ObjectMeta Metadata { get; set; } = new();
    public ExternalSecretSpec Spec { get; set; } = new();
}

internal sealed class ExternalSecretSpec
{
    public string RefreshInterval { get; set; } = "";
    public Dictionary<string, string> SecretStoreRef { get; set; } = [];
    public ExternalSecretTarget Target { get; set; } = new();
    public List<ExternalSecretData> Data { get; set; } = [];
}

internal sealed class ExternalSecretTarget
{
    public string Name { get; set; } = "";
    public string CreationPolicy { get; set; } = "";
}

internal sealed class ExternalSecretData
{
    public string SecretKey { get; set; } = "";
    public Dictionary<string, string> RemoteRef { get; set; } = [];
}
