using System.Text.RegularExpressions;

namespace Bridge.UnitTests;

/// <summary>Each folder of the bridge is a room, and the calls between rooms go one way.</summary>
public sealed partial class RoomTests
{
    /// <summary>A room calls those on lines further down, and none on its own line.</summary>
    private static readonly string[] Order =
    [
        "Commands · Webhooks · Operator",
        "Reports",
        "Grafana",
        "Reconciliation",
        "Kinds",
        "Annotations · States",
        "Incidents · Store",
        "Subjects",
        "Upstreams",
        "Ports",
        "Settings",
        "Observability",
        "Vocabulary",
    ];

    private static readonly Dictionary<string, int> Lines =
        Order.SelectMany((line, index) => line.Split(" · ").Select(room => (room, index))).ToDictionary();

    /// <summary>By room; those under the empty name are in none, and put all together.</summary>
    private static readonly ILookup<string, (string Name, string Code)> Files = ReadFiles().ToLookup(file => file.Room, file => (file.Name, file.Code));

    /// <summary>What a room has: types, and folders with more of them.</summary>
    private static readonly Dictionary<string, HashSet<string>> Members = Files.ToDictionary(
        room => room.Key,
        room => room.SelectMany(file => TypeDeclaration().Matches(file.Code).Select(match => match.Groups[1].Value).Concat(file.Name.Split('/').Skip(1).SkipLast(1))).ToHashSet());

    [Fact]
    public void Every_folder_has_a_place_in_the_order() => Assert.Equal(Lines.Keys.Order(), Files.Select(room => room.Key).Where(room => room != "").Order());

    [Fact]
    public void A_room_calls_only_those_further_down() => AssertNone(
        from room in Files
        where room.Key != ""
        from file in room
        from other in RoomsIn(file.Code).Distinct()
        where other != room.Key && Lines[other] <= Lines[room.Key]
        select $"{file.Name}: {room.Key} → {other}");

    /// <summary>Commands do: the program begins with one of them, and it builds the bridge that it needs.</summary>
    [Fact]
    public void No_other_room_uses_what_puts_all_together() => AssertNone(
        from room in Files
        where room.Key is not ("" or "Commands")
        from file in room
        from name in Name().Matches(file.Code).Select(match => match.Value).Distinct()
        where Members[""].Contains(name)
        select $"{file.Name}: {room.Key} → {name}");

    [Fact]
    public void The_documented_order_is_this_one() => Assert.Equal(
        Order,
        File.ReadLines(Path.Combine(Repository.Root, "docs", "architecture.md"))
            .SkipWhile(line => line != "## Rooms").TakeWhile(line => line != "## One webhook")
            .Where(line => line.StartsWith("    ", StringComparison.Ordinal)).Select(line => line.Trim().Split("  ")[0]));

    private static void AssertNone(IEnumerable<string> arrows)
    {
        var found = arrows.ToList();
        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    /// <summary>The rooms that are named from the top, as by a <c>using</c>, or by what is in them, as the namespace around allows.</summary>
    private static IEnumerable<string> RoomsIn(string code) =>
    [
        .. WholeName().Matches(code).Select(match => match.Groups[1].Value).Where(Lines.ContainsKey),
        .. RelativeName().Matches(code).Select(match => (Room: match.Groups[1].Value, Member: match.Groups[2].Value))
            .Where(name => Lines.ContainsKey(name.Room) && Members[name.Room].Contains(name.Member)).Select(name => name.Room),
    ];

    /// <summary>Comments are left out, except for what they refer to.</summary>
    private static IEnumerable<(string Room, string Name, string Code)> ReadFiles() =>
        from path in Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", "Bridge"), "*.cs", SearchOption.AllDirectories)
        let name = Path.GetRelativePath(Path.Combine(Repository.Root, "src", "Bridge"), path).Split(Path.DirectorySeparatorChar)
        let code = File.ReadLines(path).Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal) || line.Contains("cref=", StringComparison.Ordinal))
        select (name.Length > 1 ? name[0] : "", string.Join('/', name), string.Join('\n', code));

    [GeneratedRegex(@"\bBridge\.(\w+)")]
    private static partial Regex WholeName();

    [GeneratedRegex(@"(?<![\w.])(\w+)\.(\w+)")]
    private static partial Regex RelativeName();

    [GeneratedRegex(@"(?<![\w.])\w+")]
    private static partial Regex Name();

    [GeneratedRegex(@"^(?:internal|public) (?:[a-z]+ )*?(?:class|record struct|record|struct|enum|interface) (\w+)", RegexOptions.Multiline)]
    private static partial Regex TypeDeclaration();
}
