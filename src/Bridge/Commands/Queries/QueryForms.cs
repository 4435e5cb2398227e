using System.CommandLine;

namespace Bridge.Commands.Queries;

/// <summary>A form in which queries are printed for programs and files.</summary>
/// <param name="Option">How it is asked for.</param>
/// <param name="Print">The whole output.</param>
internal sealed record QueryForm(Option<bool> Option, Func<IReadOnlyList<AnnotationQuery>, IReadOnlyList<TagVariable>, string> Print);

internal static class QueryForms
{
    public static IReadOnlyList<QueryForm> All { get; } =
    [
        new(
            new Option<bool>("--json") { Description = "Prints a JSON array as it stands in annotations.list of a dashboard." },
            (queries, _) => QueryJson.Print(QueryJson.Of(queries))),
        new(
            new Option<bool>("--dashboard") { Description = "Prints a whole dashboard to be imported." },
            (queries, variables) => QueryJson.Print(QueryDashboard.Of(queries, variables))),
        new(
            new Option<bool>("--v2") { Description = "Prints a JSON array as it stands in spec.annotations of a dashboard in the newer schema." },
            (queries, _) => QueryJson.Print(QueryJson.OfNewerSchema(queries))),
        new(
            new Option<bool>("--terraform") { Description = "Prints HCL for Terraform's provider grafana/grafana." },
            (queries, _) => QueryCode.Terraform(queries)),
        new(
            new Option<bool>("--grafonnet") { Description = "Prints Jsonnet for Grafonnet." },
            (queries, _) => QueryCode.Grafonnet(queries)),
    ];
}
