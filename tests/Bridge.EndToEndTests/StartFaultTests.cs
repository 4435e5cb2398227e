using System.Net;
using System.Net.Sockets;
using Bridge.Simulator.Processes;

namespace Bridge.EndToEndTests;

/// <summary>Whatever stops a start is one line that says what to do, and never a stack trace: 78 for settings, 1 for the machine.</summary>
public sealed class StartFaultTests
{
    private const int WrongSettings = 78;
    private const int WrongMachine = 1;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Logging__LogLevel__Default", "loud", "Logging:LogLevel:Default: is not one of trace, debug, info, warn, error, critical, none.")]
    [InlineData("Logging__Format", "xml", "Logging:Format: is not one of ")]
    [InlineData("Annotations__DriftInterval", "05:00", "Annotations:DriftInterval: has two parts and could be minutes or hours: write 5m")]
    [InlineData("Annotations__Text", "{% if %}", "Annotations:Text: is not a usable template: ")]
    [InlineData("Storage__Path", "/tmp", "Storage:Path: is a folder; name the file in it, for example bridge.db.")]
    [InlineData("Grafana__main__CaFile", "/no/such/ca.pem", "Grafana:main:CaFile: is not the path of a readable file")]
    [InlineData("Secrets__Directory", "/no/such/directory", "Secrets:Directory: does not exist, or the bridge may not read it.")]
    [InlineData("Server__ManagementPort", "99999", "Server:ManagementPort: is not a whole number from 0 to 65535.")]
    [InlineData("Kestrel__Endpoints__Web__Url", "nonsense", "Kestrel: has no effect that the bridge could use: ")]
    public async Task A_setting_that_cannot_be_used_is_one_line_and_78_of_the_bridge_and_of_check(string setting, string value, string line)
    {
        await using var world = await World.CreateAsync((setting, value));

        await AssertStopsAsync(world, WrongSettings, line);

        var check = await CommandRun.InAsync(world, "check");
        Assert.Equal(WrongSettings, check.ExitCode);
        Assert.StartsWith($"failed   {line.Split(": ")[0]}", check.Headline, StringComparison.Ordinal);
        Assert.Empty(check.Errors);
    }

    [Fact]
    public async Task A_password_beside_a_file_of_passwords_is_one_line_and_78()
    {
        await using var world = await World.CreateAsync(
            ("Storage__Provider", "postgres"), ("Storage__ConnectionString", "Host=db.example;Passfile=/etc/pgpass;Password=hunter2"));

        await AssertStopsAsync(world, WrongSettings, "Storage:ConnectionString: has a Password and a Passfile, which exclude each other: keep one.");
    }

    [Theory]
    [InlineData("{\n  \"Server\": {\n    \"WebhookPort\": 8080,,\n", "appsettings.json:3: is not JSON from here on.")]
    [InlineData("[]", "appsettings.json: holds JSON that is no object of settings, or a key twice.")]
    public async Task A_broken_appsettings_file_is_one_line_and_78(string content, string line)
    {
        using var copy = BridgeCopy.New();
        await File.WriteAllTextAsync(copy.File("appsettings.json"), content, Cancellation);
        await using var world = await World.CreateAsync(copy.Binary);

        await AssertStopsAsync(world, WrongSettings, line);
    }

    [Fact]
    public async Task A_library_that_is_missing_is_one_line_and_1()
    {
        using var copy = BridgeCopy.New();
        copy.Remove("libe_sqlite3.so");
        await using var world = await World.CreateAsync(copy.Binary);

        await AssertStopsAsync(world, WrongMachine, "libe_sqlite3.so, SQLite's library, is not beside the program or does not fit this machine.");
    }

    [Theory]
    [InlineData("Server__Address", "Server:Address: 192.0.2.1 is not an address of this machine.")]
    [InlineData("Server__ManagementAddress", "Server:ManagementAddress: 192.0.2.1 is not an address of this machine.")]
    public async Task An_address_of_another_machine_is_one_line_and_1(string setting, string line)
    {
        await using var world = await World.CreateAsync((setting, "192.0.2.1"));

        await AssertStopsAsync(world, WrongMachine, line);
    }

    [Fact]
    public async Task A_port_that_needs_a_right_is_one_line_and_1()
    {
        var first = int.Parse(await File.ReadAllTextAsync("/proc/sys/net/ipv4/ip_unprivileged_port_start", Cancellation), System.Globalization.CultureInfo.InvariantCulture);
        Assert.SkipWhen(first < 2, "This machine asks for no right to listen on any port.");
        var binary = BridgeBinary.Find();
        await using var world = await World.CreateAsync(
            Environment.IsPrivilegedProcess
                ? new BridgeBinary("setpriv", ["--bounding-set", "-net_bind_service", "--inh-caps", "-net_bind_service", binary.FileName, .. binary.Arguments])
                : binary,
            ("Server__WebhookPort", $"{first - 1}"));

        await AssertStopsAsync(world, WrongMachine, $"Server:WebhookPort: this user may not listen on 127.0.0.1:{first - 1}.");
    }

    [Theory]
    [InlineData("Server__WebhookPort", "Server:WebhookPort")]
    [InlineData("Server__ManagementPort", "Server:ManagementPort")]
    public async Task A_port_that_is_taken_is_one_line_and_1_before_anything_is_done(string setting, string name)
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        await using var world = await World.CreateAsync((setting, $"{port}"));

        await AssertStopsAsync(world, WrongMachine, $"{name}: 127.0.0.1:{port} is in use by another program.");

        Assert.False(File.Exists(world.DatabasePath));
        Assert.Empty(world.IncidentIo.Requests);
        Assert.Empty(world.Grafana.Requests);
    }

    [Fact]
    public async Task A_database_that_cannot_be_made_is_one_line_and_1()
    {
        await using var world = await World.CreateAsync(("Storage__Path", "/proc/bridge/bridge.db"));

        await AssertStopsAsync(world, WrongMachine, "Storage:Path: cannot open /proc/bridge/bridge.db: ");
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_named_by_check_and_not_the_file_that_was_tried()
    {
        await using var world = await World.CreateAsync(("Storage__Path", "/proc/bridge/bridge.db"));

        var check = await CommandRun.InAsync(world, "check");

        Assert.Equal(1, check.ExitCode);
        var line = Assert.Single(check.Everything.Split('\n'), line => line.Contains("/proc/bridge/bridge.db cannot be written", StringComparison.Ordinal));
        Assert.DoesNotMatch(@"/proc/[a-z0-9]+\.[a-z0-9]{3}\b", line.Replace("/proc/bridge/bridge.db", "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_one_line_and_1_and_check_says_so()
    {
        await using var world = await World.CreateAsync();
        await File.WriteAllTextAsync(world.DatabasePath, "not a database, but long enough to be looked at, which takes a hundred bytes or so of text, like this", Cancellation);

        await AssertStopsAsync(world, WrongMachine, $"Storage:Path: cannot open {world.DatabasePath}: ");

        var check = await CommandRun.InAsync(world, "check");
        Assert.Equal(1, check.ExitCode);
        Assert.Contains($"{world.DatabasePath} cannot be used: SQLite Error 26", check.Output, StringComparison.Ordinal);
    }

    private static async Task AssertStopsAsync(World world, int exitCode, string line)
    {
        world.Bridge.Launch();

        Assert.Equal(exitCode, await world.Bridge.WaitForExitAsync(TimeSpan.FromSeconds(30), Cancellation));
        Assert.StartsWith(line, Assert.Single(world.Bridge.Errors), StringComparison.Ordinal);
        Assert.Empty(world.Bridge.Output);
    }
}
