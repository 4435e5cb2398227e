using System.Text;
using System.Text.RegularExpressions;

namespace Bridge.PackagingTests.Tools;

/// <summary>A page of the documentation as GitHub shows it: its links, its anchors and its code.</summary>
/// <param name="File">Relative to the source tree.</param>
/// <param name="Prose">Lines that are no code.</param>
/// <param name="Code">Commands of fenced and indented blocks: a line that ends with a backslash goes on in the next one, and answers are left out.</param>
internal sealed partial record Page(string File, IReadOnlyList<string> Prose, IReadOnlyList<string> Code)
{
    private static readonly string[] NotOurs = ["artifacts", "bin", "obj", "node_modules", ".git"];

    /// <summary>Every page of the source tree.</summary>
    public static IReadOnlyList<string> All { get; } =
        [.. Below(Repository.Root).Select(file => Path.GetRelativePath(Repository.Root, file)).Order(StringComparer.Ordinal)];

    /// <summary>What its relative links lead to, with the anchor if they name one.</summary>
    public IEnumerable<string> Links => Prose
        .SelectMany(line => Link().Matches(InlineCode().Replace(line, "")))
        .Select(match => match.Groups[1].Value)
        .Where(target => !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith("mailto:", StringComparison.Ordinal));

    /// <summary>What stands in the prose as code.</summary>
    public IEnumerable<string> Spans => Prose.SelectMany(line => InlineCode().Matches(line)).Select(match => match.Value.Trim('`'));

    /// <summary>What a link to one of its headings may name.</summary>
    public IReadOnlySet<string> Anchors
    {
        get
        {
            var anchors = new HashSet<string>(StringComparer.Ordinal);
            foreach (var slug in Prose.Where(line => Heading().IsMatch(line)).Select(line => SlugOf(Heading().Replace(line, ""))))
            {
                for (var (anchor, number) = (slug, 1); !anchors.Add(anchor); number++)
                {
                    anchor = $"{slug}-{number}";
                }
            }

            return anchors;
        }
    }

    public static Page Read(string file)
    {
        var (prose, code, block) = (new List<string>(), new List<string>(), new List<string>());
        var (isFenced, isIndented, isBlank) = (false, false, true);
        foreach (var line in System.IO.File.ReadLines(Repository.Path(file)))
        {
            var isFence = line.TrimStart().StartsWith("```", StringComparison.Ordinal);
            var isEmpty = line.Length == 0;

            // Without an empty line before it, an indented line goes on with a paragraph. Empty lines do not end a block.
            isIndented = !isFenced && !isFence && (isEmpty ? isIndented : line.StartsWith("    ", StringComparison.Ordinal) && (isBlank || isIndented));
            isBlank = isEmpty;
            if (!isFenced && !isIndented)
            {
                code.AddRange(CommandsOf(block));
                block.Clear();
            }

            isFenced ^= isFence;
            if (!isFence)
            {
                (isFenced || isIndented ? block : prose).Add(line);
            }
        }

        return new Page(file, prose, [.. Whole([.. code, .. CommandsOf(block)])]);
    }

    /// <summary>Where some lines have a prompt, the others are answers.</summary>
    private static IEnumerable<string> CommandsOf(IReadOnlyList<string> block)
    {
        var hasPrompts = block.Any(line => line.TrimStart().StartsWith("$ ", StringComparison.Ordinal));
        return block.Where(line => !hasPrompts || line.TrimStart().StartsWith("$ ", StringComparison.Ordinal));
    }

    private static IEnumerable<string> Whole(IEnumerable<string> lines)
    {
        var command = new StringBuilder();
        foreach (var line in lines.Select(line => line.Trim()))
        {
            command.Append(line.TrimEnd('\\'));
            if (!line.EndsWith('\\'))
            {
                yield return command.ToString();
                command.Clear();
            }
        }
    }

    private static string SlugOf(string heading) => NoLetter().Replace(LinkText().Replace(heading, "$1").Trim().ToLowerInvariant(), "").Replace(' ', '-');

    private static IEnumerable<string> Below(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*.md"),
        .. Directory.EnumerateDirectories(folder)
            .Where(one => !NotOurs.Contains(Path.GetFileName(one)) && new DirectoryInfo(one).LinkTarget is null)
            .SelectMany(Below),
    ];

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("`+[^`]+`+")]
    private static partial Regex InlineCode();

    [GeneratedRegex("^#{1,6} ")]
    private static partial Regex Heading();

    [GeneratedRegex(@"\[([^\]]*)\]\([^)]*\)")]
    private static partial Regex LinkText();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NoLetter();
}
