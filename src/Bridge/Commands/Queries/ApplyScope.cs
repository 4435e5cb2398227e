using Bridge.Annotations;
using Bridge.Grafana.Dashboards;
using Bridge.Upstreams;

namespace Bridge.Commands.Queries;

/// <summary>The dashboards that a folder or a tag stands for.</summary>
internal abstract record ApplyScope
{
    private const string FolderPrefix = "folder:";
    private const string TagPrefix = "tag:";

    private ApplyScope()
    {
    }

    /// <summary>A folder by its uid or its title, or a tag. <c>folder:</c> or <c>tag:</c> before the name says which, where there are both.</summary>
    public static async Task<ApplyScope> FindAsync(GrafanaDashboards grafana, string text, CancellationToken cancellationToken)
    {
        var (mayBeFolder, mayBeTag) = (!Has(text, TagPrefix), !Has(text, FolderPrefix));
        var name = mayBeFolder && mayBeTag ? text : text[(text.IndexOf(':', StringComparison.Ordinal) + 1)..];
        SearchHitJson? folder = null;
        if (mayBeFolder)
        {
            var (folders, failure) = await grafana.ListFoldersAsync(cancellationToken);
            if (folders is null)
            {
                return new Failed(failure!);
            }

            var named = Called(name, folders);
            if (named.Count > 1)
            {
                return new Unclear($"has {named.Count} folders that are called {Typed(name)}. Name one by its uid: {string.Join(", ", named.Select(one => one.Uid))}");
            }

            folder = named.FirstOrDefault();
        }

        IReadOnlyList<SearchHitJson> tagged = [];
        if (mayBeTag)
        {
            var (found, failure) = await grafana.ListByTagAsync(name, cancellationToken);
            if (found is null)
            {
                return new Failed(failure!);
            }

            tagged = found;
        }

        return (folder, tagged.Count) switch
        {
            (null, 0) => new Unclear($"has no folder that is called {Typed(name)} and no dashboard with such a tag, or the token may not see them"),
            (null, _) => new Found($"tag {Typed(name)}", InOrder(tagged)),
            ({ } one, 0) => await InFolderAsync(grafana, one, cancellationToken),
            ({ } one, _) => new Unclear($"has the folder {Named(one)} and dashboards with the tag {Typed(name)}. Write {FolderPrefix}{one.Uid} or {TagPrefix}{Typed(name)}"),
        };
    }

    /// <summary>What people call a dashboard or a folder, and what its address does.</summary>
    public static string Named(SearchHitJson hit) => $"{Typed(hit.Title ?? "")} ({Typed(hit.Uid!)})".Trim();

    private static async Task<ApplyScope> InFolderAsync(GrafanaDashboards grafana, SearchHitJson folder, CancellationToken cancellationToken)
    {
        var (found, failure) = await grafana.ListInFolderAsync(folder.Uid!, cancellationToken);
        return found is null ? new Failed(failure!) : new Found($"folder {Named(folder)}", InOrder(found));
    }

    /// <summary>A uid belongs to one folder; a title may be that of several.</summary>
    private static List<SearchHitJson> Called(string name, IReadOnlyList<SearchHitJson> folders) =>
        folders.Where(folder => folder.Uid == name).ToList() is { Count: > 0 } exact ? exact : [.. folders.Where(folder => folder.Title == name)];

    private static bool Has(string text, string prefix) => text.StartsWith(prefix, StringComparison.Ordinal);

    private static string Typed(string text) => AnnotationText.OneLine(text);

    private static IReadOnlyList<SearchHitJson> InOrder(IEnumerable<SearchHitJson> found) =>
        [.. found.OrderBy(hit => hit.Title, StringComparer.OrdinalIgnoreCase).ThenBy(hit => hit.Uid, StringComparer.Ordinal)];

    /// <summary>They are known.</summary>
    /// <param name="Words">What was found, for the headline.</param>
    /// <param name="Dashboards">By title.</param>
    public sealed record Found(string Words, IReadOnlyList<SearchHitJson> Dashboards) : ApplyScope;

    /// <summary>There is nothing of that name, or more than one.</summary>
    /// <param name="Problem">In words, after the name of the Grafana.</param>
    public sealed record Unclear(string Problem) : ApplyScope;

    /// <summary>Grafana could not be asked.</summary>
    public sealed record Failed(UpstreamFailure Failure) : ApplyScope;
}
