using Bridge.Store;

namespace Bridge.UnitTests.Settings;

public sealed class PostgresSettingTests
{
    private const string Provider = "Storage:Provider";
    private const string ConnectionString = "Storage:ConnectionString";
    private const string Database = "Host=db.example;Database=bridge;Username=bridge;Password=correct-horse";

    [Theory]
    [InlineData(Database)]
    [InlineData("postgres://bridge:correct-horse@db.example/bridge")]
    [InlineData("postgresql://bridge:correct-horse@db.example/bridge?sslmode=require\n")]
    public void Connection_string_is_kept_as_a_secret(string value)
    {
        var storage = TestSettings.Read((Provider, "postgres"), (ConnectionString, value)).Storage;

        Assert.Equal(StorageProvider.Postgres, storage.Provider);
        Assert.Equal(value.Trim(), storage.ConnectionString?.Reveal());
        Assert.DoesNotContain("correct-horse", storage.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Connection_string_is_required()
    {
        var fault = Assert.Single(TestSettings.Faults((Provider, "postgres")));

        Assert.Equal(ConnectionString, fault.Setting);
        Assert.StartsWith("is required", fault.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://bridge:correct-horse@db.example/bridge")]
    [InlineData("db.example:5432")]
    [InlineData("Host=db.example;Passwort=correct-horse")]
    [InlineData("Host=db.example;Port=correct-horse")]
    [InlineData("Host=db.example;Passfile=/etc/pgpass;Password=correct-horse")]
    [InlineData("Host=db.example;Port=99999999999")]
    [InlineData("Host=db.example;SSL Mode=correct-horse")]
    [InlineData("Host=db.example;Pooling=correct-horse")]
    [InlineData("Host=db.example;Password='correct-horse")]
    [InlineData("Database=bridge;Password=correct-horse")]
    [InlineData("correct-horse")]
    [InlineData("Host=db.example;Password=abc;correct-horse=def")]
    [InlineData("Host=db.example;Root Certificate=/no/such/correct-horse.pem")]
    public void Connection_string_that_cannot_be_used_is_a_fault_that_does_not_repeat_it(string value)
    {
        var fault = Assert.Single(TestSettings.Faults((Provider, "postgres"), (ConnectionString, value)));

        Assert.Equal(ConnectionString, fault.Setting);
        Assert.DoesNotContain("correct-horse", fault.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Host=one.example,two.example;Target Session Attributes=read-write")]
    [InlineData("Host=one.example,two.example:5433;Target Session Attributes=primary")]
    [InlineData("Host=one.example,two.example")]
    [InlineData("Host=one.example;Target Session Attributes=read-write;Cancellation Timeout=0;Multiplexing=true;No Reset On Close=false")]
    public void Several_hosts_are_taken_and_the_one_that_takes_writes(string value)
    {
        Assert.Equal(value, TestSettings.Read((Provider, "postgres"), (ConnectionString, value)).Storage.ConnectionString?.Reveal());
    }

    [Theory]
    [InlineData("any")]
    [InlineData("standby")]
    [InlineData("read-only")]
    [InlineData("prefer-primary")]
    public void Server_that_may_be_read_only_is_a_fault(string attributes)
    {
        var fault = Assert.Single(TestSettings.Faults(
            (Provider, "postgres"), (ConnectionString, $"Host=one.example,two.example;Target Session Attributes={attributes}")));

        Assert.Equal(ConnectionString, fault.Setting);
        Assert.EndsWith("Target Session Attributes=read-write.", fault.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Command Timeout=99999999", "Command Timeout")]
    [InlineData("Timeout=-1", "Timeout")]
    [InlineData("Read Buffer Size=1", "Read Buffer Size")]
    [InlineData("Write Buffer Size=0", "Write Buffer Size")]
    [InlineData("TCP Keepalive Interval=1", "TCP Keepalive Interval")]
    [InlineData("Encoding=odd", "Encoding")]
    [InlineData("SSL Key=/no/such/file", "SSL Key")]
    [InlineData("Keepalive=soon", "Keepalive")]
    public void Keyword_with_a_value_that_no_connection_can_be_opened_with_is_named(string pair, string keyword)
    {
        var fault = Assert.Single(TestSettings.Faults((Provider, "postgres"), (ConnectionString, $"{Database};{pair}")));

        Assert.StartsWith($"has a value of {keyword} that cannot be used: ", fault.Problem, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Connection_string_is_not_used_with_sqlite()
    {
        Assert.Equal(StorageProvider.Sqlite, TestSettings.Read((ConnectionString, "anything")).Storage.Provider);
    }

    [Fact]
    public void Path_is_not_used_with_postgres()
    {
        Assert.NotNull(TestSettings.Read((Provider, "postgres"), (ConnectionString, Database), ("Storage:Path", "data/")));
    }
}
