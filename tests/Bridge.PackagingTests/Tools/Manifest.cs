using k8s;
using k8s.Models;
using YamlDotNet.RepresentationModel;

namespace Bridge.PackagingTests.Tools;

/// <summary>One rendered object: as text, as a tree, and as the Kubernetes model that it must fit without an unknown field.</summary>
internal sealed record Manifest(string Kind, string Name, string Yaml, YamlMappingNode Tree)
{
    private static readonly Dictionary<string, Func<string, object>> Readers = new()
    {
        ["Application"] = Strictly<ArgoApplication>,
        ["ConfigMap"] = Strictly<V1ConfigMap>,
        ["Deployment"] = Strictly<V1Deployment>,
        ["ExternalSecret"] = Strictly<ExternalSecret>,
        ["HorizontalPodAutoscaler"] = Strictly<V2HorizontalPodAutoscaler>,
        ["HTTPRoute"] = Strictly<HttpRoute>,
        ["Ingress"] = Strictly<V1Ingress>,
        ["NetworkPolicy"] = Strictly<V1NetworkPolicy>,
        ["Pod"] = Strictly<V1Pod>,
        ["PodDisruptionBudget"] = Strictly<V1PodDisruptionBudget>,
        ["PrometheusRule"] = Strictly<PrometheusRule>,
        ["Secret"] = Strictly<V1Secret>,
        ["Service"] = Strictly<V1Service>,
        ["ServiceAccount"] = Strictly<V1ServiceAccount>,
        ["ServiceMonitor"] = Strictly<ServiceMonitor>,
        ["StatefulSet"] = Strictly<V1StatefulSet>,
    };

    public static IReadOnlyList<Manifest> ReadAll(string rendered) =>
    [
        .. ("\n" + rendered).Split("\n---", StringSplitOptions.RemoveEmptyEntries)
            .Where(text => text.Split('\n').Any(line => line.Length > 0 && line[0] != '#'))
            .Select(text => Read(text.TrimStart('\n'))),
    ];

    /// <summary>Fails on a field that the kind does not have, on a key that is there twice, and on a value that a cluster takes for one of another type.</summary>
    public object ReadStrictly()
    {
        var model = Readers[Kind](Yaml);
        ClusterTypes.Check(Tree, model.GetType());
        return model;
    }

    public TModel As<TModel>() => (TModel)ReadStrictly();

    /// <summary>The pod that this workload runs; null for other kinds.</summary>
    public V1PodTemplateSpec? Pod => ReadStrictly() switch
    {
        V1StatefulSet statefulSet => statefulSet.Spec.Template,
        V1Deployment deployment => deployment.Spec.Template,
        _ => null,
    };

    private static Manifest Read(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        var tree = (YamlMappingNode)stream.Documents.Single().RootNode;
        return new Manifest(tree["kind"].ToString(), tree["metadata"]["name"].ToString(), yaml, tree);
    }

    private static object Strictly<TModel>(string yaml)
        where TModel : notnull => KubernetesYaml.Deserialize<TModel>(yaml, strict: true);
}
