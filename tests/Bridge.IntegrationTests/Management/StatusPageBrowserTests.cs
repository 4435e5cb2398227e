using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace Bridge.IntegrationTests.Management;

/// <summary>The page in Chromium, on a bad night: at both widths, in both themes, and as a screen reader is told of it.</summary>
public sealed class StatusPageBrowserTests
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private static string Script => Path.Combine(AppContext.BaseDirectory, "Management", "browser", "look.mjs");

    /// <summary>Where the pictures are left for who wants to look.</summary>
    private static string Pictures => Path.Combine(AppContext.BaseDirectory, "status-page");

    [Fact]
    public async Task It_can_be_read_in_both_themes_at_every_width_and_asks_for_nothing_else()
    {
        await using var world = await StatusWorld.StartAsync();
        var address = world.Bridge.Management.BaseAddress!.AbsoluteUri;

        var views = await LookAsync(address);

        Assert.Equal(["light 400", "light 1280", "dark 400", "dark 1280"], views.Select(view => $"{view.Theme} {view.Width}"));
        Assert.All(views, view =>
        {
            Assert.Equal([address], view.Requests);
            Assert.Empty(view.Complaints);
            Assert.False(view.Scrolls);
            Assert.Empty(view.Cut);
            Assert.Empty(view.Faint);
            Assert.InRange(view.TextSize, 14, 20);
            Assert.Equal(0, view.Scripts);
        });
        Assert.All(views, view =>
        {
            Assert.Equal(("en", "(2) Attention · Incident Bridge"), (view.Lang, view.Title));
            Assert.Equal([1, 2, 2, 2, 2, 2, 2, 2], view.Headings);
            Assert.Equal(["header", "main", "nav", "footer"], view.Landmarks);
            Assert.Equal((0, 0, 0), (view.UnnamedSections, view.HeadersWithoutScope, view.UnnamedLinks));
            Assert.Empty(view.RepeatedIds);

            // Two Grafanas of six columns, a dead letter of six, and three deliveries of five: tables on a narrow screen, too.
            Assert.Equal(
                (3, 17, 6, 27),
                (view.Roles.GetValueOrDefault("table"), view.Roles.GetValueOrDefault("columnheader"), view.Roles.GetValueOrDefault("rowheader"), view.Roles.GetValueOrDefault("cell")));
            Assert.Contains("INC-77", view.Text, StringComparison.Ordinal);
            Assert.DoesNotContain(world.Marker, view.Text, StringComparison.OrdinalIgnoreCase);
        });
    }

    private static async Task<IReadOnlyList<View>> LookAsync(string address)
    {
        var start = new ProcessStartInfo("node", [Script, address, Pictures]) { RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            if (process.ExitCode == 0)
            {
                return JsonSerializer.Deserialize<List<View>>(await output, Json)!;
            }

            var problem = await errors;
            Skip(problem.Contains("ENOENT", StringComparison.Ordinal), $"Chromium is missing: {problem}");
            throw new InvalidOperationException(problem);
        }
        catch (Win32Exception exception)
        {
            Skip(true, $"Node.js is missing: {exception.Message}");
            throw;
        }
    }

    /// <summary>A clone without a browser has the other tests; where the build is judged, nothing is skipped.</summary>
    private static void Skip(bool isMissing, string what)
    {
        if (isMissing && Environment.GetEnvironmentVariable("CI") != "true")
        {
            Assert.Skip(what);
        }
    }

    /// <summary>What the script saw.</summary>
    private sealed record View(
        string Theme,
        int Width,
        IReadOnlyList<string> Requests,
        IReadOnlyList<string> Complaints,
        IReadOnlyDictionary<string, int> Roles,
        int UnnamedLinks,
        string Lang,
        string Title,
        bool Scrolls,
        IReadOnlyList<string> Cut,
        IReadOnlyList<string> Faint,
        int Scripts,
        IReadOnlyList<int> Headings,
        IReadOnlyList<string> Landmarks,
        int UnnamedSections,
        int HeadersWithoutScope,
        IReadOnlyList<string> RepeatedIds,
        double TextSize,
        string Text);
}
