using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Bridge.Grafana.Dashboards;
using Bridge.Upstreams;

namespace Bridge.Commands.Queries;

/// <summary>Decides what becomes of a dashboard. Pure.</summary>
internal static class DashboardPlanning
{
    /// <summary>Of a dashboard that only the newer API gives whole.</summary>
    public static DashboardPlan.LeaveAlone OfNewerSchema { get; } =
        new("it was saved in the newer schema; paste what --v2 prints into its spec.annotations");

    /// <param name="stored">As Grafana gave it.</param>
    /// <param name="wanted">The queries that it should have.</param>
    /// <param name="variables">The variables that these name.</param>
    public static DashboardPlan Of(StoredDashboardJson stored, IReadOnlyList<AnnotationQuery> wanted, IReadOnlyList<TagVariable> variables)
    {
        var (dashboard, meta) = (stored.Dashboard, stored.Meta);
        var annotations = dashboard.Member("annotations");
        if (IsOfNewerSchema(dashboard, meta))
        {
            return OfNewerSchema;
        }

        if (dashboard.ValueKind != JsonValueKind.Object || !IsKnown(annotations))
        {
            return new DashboardPlan.LeaveAlone("its annotations have a form that this version of the bridge does not know");
        }

        var list = annotations.Member("list");
        var (changes, entries) = QueryList.Bring(list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray()] : [], wanted);
        return changes.All(change => change.Kind == QueryChangeKind.NameIsTaken) ? new DashboardPlan.Right(changes)
            : WhyNot(dashboard, meta, variables)
            ?? (DashboardPlan)new DashboardPlan.Save(
                changes,
                DashboardText.WithAnnotations(JsonMarshal.GetRawUtf8Value(dashboard), Encoding.UTF8.GetBytes($"[{string.Join(',', entries)}]")),
                meta!.FolderUid!,
                IsPublic: meta.PublicDashboardEnabled == true);
    }

    private static DashboardPlan.LeaveAlone? WhyNot(JsonElement dashboard, StoredDashboardMetaJson? meta, IReadOnlyList<TagVariable> variables) => meta switch
    {
        { Provisioned: true } => new("it is provisioned; put the queries into the file that it comes from"),
        { CanSave: false } => new("the token may not save it", IsOfToken: true),
        not { FolderUid: not null } => new("Grafana does not say which folder it is in, and a save would move it out of it"),
        _ when variables.FirstOrDefault(variable => !HasVariable(dashboard, variable.Variable)) is { } missing => new($"it has no variable {missing.Variable}"),
        _ => null,
    };

    private static bool IsOfNewerSchema(JsonElement dashboard, StoredDashboardMetaJson? meta) =>
        meta?.ApiVersion?.StartsWith("v2", StringComparison.Ordinal) == true
        || dashboard.Member("elements").ValueKind != JsonValueKind.Undefined
        || dashboard.Member("annotations").ValueKind == JsonValueKind.Array;

    private static bool IsKnown(JsonElement annotations) =>
        IsNothing(annotations)
        || (annotations.ValueKind == JsonValueKind.Object
            && annotations.Member("list") is var list
            && (list.ValueKind == JsonValueKind.Array || IsNothing(list)));

    private static bool IsNothing(JsonElement value) => value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null;

    private static bool HasVariable(JsonElement dashboard, string name) =>
        dashboard.Member("templating").Member("list") is { ValueKind: JsonValueKind.Array } variables
        && variables.EnumerateArray().Any(variable => variable.Member("name") is { ValueKind: JsonValueKind.String } text && text.ValueEquals(name));
}
