using k8s.Models;

namespace Bridge.PackagingTests.Tools;

/// <summary>What the chart renders for one values file, by kinds.</summary>
internal sealed class RenderedChart
{
    private readonly IReadOnlyList<object> _models;

    private RenderedChart(IReadOnlyList<Manifest> manifests)
    {
        _models = [.. manifests.Select(manifest => manifest.ReadStrictly())];
        var workload = manifests.Single(manifest => manifest.Pod is not null);
        (Workload, Template) = (workload.Kind, workload.Pod!);
    }

    /// <summary>The kind of the object that runs the bridge.</summary>
    public string Workload { get; }

    public V1PodTemplateSpec Template { get; }

    public V1PodSpec Pod => Template.Spec;

    /// <summary>The bridge's own container.</summary>
    public V1Container Bridge => Pod.Containers[0];

    public static async Task<RenderedChart> ReadAsync(string valuesFile) => new(await Helm.RenderAsync(valuesFile));

    public IEnumerable<TModel> All<TModel>() => _models.OfType<TModel>();

    public TModel One<TModel>() => All<TModel>().Single();

    public bool Has<TModel>() => All<TModel>().Any();

    public V1Volume Volume(string name) => Pod.Volumes.Single(volume => volume.Name == name);
}
