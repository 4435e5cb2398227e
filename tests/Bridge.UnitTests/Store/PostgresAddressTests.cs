using Bridge.Settings;
using Bridge.Store.Postgres;
using Bridge.UnitTests.Settings;
using Npgsql;

namespace Bridge.UnitTests.Store;

/// <summary>An address of PostgreSQL means what libpq says it means, and no word of a password is ever told.</summary>
public sealed class PostgresAddressTests
{
    private const string Word = "correct-horse";

    [Theory]
    [InlineData("postgres://bridge:correct-horse@db.example/bridge", "Host=db.example;Database=bridge;Username=bridge;Password=correct-horse")]
    [InlineData("postgresql://bridge:correct-horse@db.example:5433/bridge", "Host=db.example;Port=5433;Database=bridge;Username=bridge;Password=correct-horse")]
    [InlineData("POSTGRES://db.example", "Host=db.example")]
    [InlineData("postgres://db.example/", "Host=db.example")]
    [InlineData("postgres://bridge@db.example", "Host=db.example;Username=bridge")]
    [InlineData("postgres://b:p%40ss%2F%3Aw%25rd%3F%3B%27x@h/d", "Host=h;Database=d;Username=b;Password=\"p@ss/:w%rd?;'x\"")]
    [InlineData("postgres://b:a:b=c#d@h/d", "Host=h;Database=d;Username=b;Password='a:b=c#d'")]
    [InlineData("postgres://b:p%C3%A4ss@h/d", "Host=h;Database=d;Username=b;Password=päss")]
    [InlineData("postgres://b:päss+1@h/d", "Host=h;Database=d;Username=b;Password=päss+1")]
    [InlineData("postgres://[2001:db8::1]:5433/d", "Host=2001:db8::1;Port=5433;Database=d")]
    [InlineData("postgres://[::1]/d", "Host=::1;Database=d")]
    [InlineData("postgres://%2Fvar%2Frun%2Fpostgresql/d", "Host=/var/run/postgresql;Database=d")]
    [InlineData("postgres:///d?host=/var/run/postgresql&port=5433", "Host=/var/run/postgresql;Port=5433;Database=d")]
    [InlineData("postgres://one,two:5433/d", "Host='one:5432,two:5433';Database=d")]
    [InlineData("postgres://one,two/d?port=6000", "Host='one:6000,two:6000';Database=d")]
    [InlineData("postgres://one:1,[::1]:2/d", "Host='one:1,[::1]:2';Database=d")]
    [InlineData("postgres://a:b@h/d?user=u&password=p&dbname=e&host=i", "Host=i;Database=e;Username=u;Password=p")]
    [InlineData("postgres://h/d?sslmode=disable", "Host=h;Database=d;SSL Mode=Disable")]
    [InlineData("postgres://h/d?sslmode=allow", "Host=h;Database=d;SSL Mode=Allow")]
    [InlineData("postgres://h/d?sslmode=prefer", "Host=h;Database=d;SSL Mode=Prefer")]
    [InlineData("postgres://h/d?sslmode=require", "Host=h;Database=d;SSL Mode=Require")]
    [InlineData("postgres://h/d?sslmode=verify-ca", "Host=h;Database=d;SSL Mode=VerifyCA")]
    [InlineData("postgres://h/d?sslmode=verify-full", "Host=h;Database=d;SSL Mode=VerifyFull")]
    [InlineData("postgres://h/d?ssl=true", "Host=h;Database=d;SSL Mode=Require")]
    [InlineData("postgres://h/d?sslmode=require&sslrootcert=ca.pem", "Host=h;Database=d;SSL Mode=VerifyCA;Root Certificate=ca.pem")]
    [InlineData("postgres://h/d?sslmode=verify-full&sslrootcert=ca.pem", "Host=h;Database=d;SSL Mode=VerifyFull;Root Certificate=ca.pem")]
    [InlineData("postgres://h/d?sslrootcert=system", "Host=h;Database=d;SSL Mode=VerifyFull")]
    [InlineData("postgres://h/d?sslcert=c&sslkey=k&sslpassword=p", "Host=h;Database=d;SSL Certificate=c;SSL Key=k;SSL Password=p")]
    [InlineData("postgres://h/d?sslnegotiation=direct&sslmode=require", "Host=h;Database=d;SSL Negotiation=Direct;SSL Mode=Require")]
    [InlineData("postgres://h/d?application_name=it%20s&fallback_application_name=other", "Host=h;Database=d;Application Name=it s")]
    [InlineData("postgres://h/d?fallback_application_name=other", "Host=h;Database=d;Application Name=other")]
    [InlineData("postgres://h/d?connect_timeout=9", "Host=h;Database=d;Timeout=9")]
    [InlineData("postgres://h/d?options=-c%20search_path%3Dbridge", "Host=h;Database=d;Options='-c search_path=bridge'")]
    [InlineData("postgres://h/d?target_session_attrs=read-write", "Host=h;Database=d;Target Session Attributes=read-write")]
    [InlineData("postgres://h/d?channel_binding=require&require_auth=scram-sha-256", "Host=h;Database=d;Channel Binding=Require;Require Auth=ScramSHA256")]
    [InlineData("postgres://h/d?gssencmode=disable&krbsrvname=pg", "Host=h;Database=d;GSS Encryption Mode=Disable;Kerberos Service Name=pg")]
    [InlineData("postgres://h/d?keepalives=1&keepalives_idle=30&keepalives_interval=10", "Host=h;Database=d;TCP Keepalive=true;TCP Keepalive Time=30;TCP Keepalive Interval=10")]
    [InlineData("postgres://one,two/d?load_balance_hosts=random", "Host='one:5432,two:5432';Database=d;Load Balance Hosts=true")]
    [InlineData("postgres://h/d?client_encoding=auto", "Host=h;Database=d")]
    [InlineData("postgres://h/d?client_encoding=UTF8&passfile=p", "Host=h;Database=d;Client Encoding=UTF8;Passfile=p")]
    public void Address_is_what_Npgsql_calls_otherwise(string address, string connectionString)
    {
        Assert.Null(PostgresAddress.Read(address).Problem);
        Assert.Equal(
            Sorted(PostgresConnections.Parse(new Secret(connectionString))),
            Sorted(PostgresConnections.Parse(new Secret(address))));
    }

    [Theory]
    [InlineData("postgres://bridge:correct-horse@db.example/bridge?sslmode=on", "has a value of sslmode that cannot be used: it is disable, allow, prefer, require, verify-ca, verify-full.")]
    [InlineData("postgres://h/d?sslmod=require", "has the parameter sslmod, which PostgreSQL does not know. Did you mean sslmode?")]
    [InlineData("postgres://h/d?pgbouncer=true", "has the parameter pgbouncer, which PostgreSQL does not know.")]
    [InlineData("postgres://h/d?sslcrl=crl.pem", "has the parameter sslcrl, for which Npgsql has nothing: leave it out.")]
    [InlineData("postgres://h/d?service=correct-horse", "has the parameter service, for which Npgsql has nothing: leave it out.")]
    [InlineData("postgres://h/d?connect_timeout=correct-horse", "has a value of connect_timeout that cannot be used: see docs/configuration.md.")]
    [InlineData("postgres://h/d?connect_timeout=-1", "has a value of connect_timeout that cannot be used: see docs/configuration.md.")]
    [InlineData("postgres://h/d?sslrootcert=/no/such/correct-horse.pem", "has a value of sslrootcert that cannot be used: there is no such file.")]
    [InlineData("postgres://h/d?keepalives_interval=5", "has a value of keepalives_interval that cannot be used: it needs keepalives_idle beside it.")]
    [InlineData("postgres://one,two/d?target_session_attrs=any", "asks for a server that may be read-only; the bridge writes: target_session_attrs=read-write.")]
    [InlineData("postgres://u:correct-horse@h/d?passfile=/etc/hosts", "has a password and a passfile, which exclude each other: keep one.")]
    [InlineData("postgres:///d", "names no host.")]
    [InlineData("postgres://", "names no host.")]
    [InlineData("postgres://one,,two/d", "is an address with a host that is empty.")]
    [InlineData("postgres://one,two,three/d?port=1,2", "is an address with 2 ports for 3 hosts.")]
    public void What_is_wrong_is_told_by_the_names_of_an_address(string address, string problem)
    {
        Assert.Equal(problem, Problem(address));
    }

    /// <summary>What is not encoded turns a part of the password into a host, a port, a database or a parameter.</summary>
    [Theory]
    [InlineData("postgres://u:correct-horse/x@h/d")]
    [InlineData("postgres://u:1/correct-horse@h/d")]
    [InlineData("postgres://u:1/correct-horse/y@h")]
    [InlineData("postgres://u:1?correct-horse@h/d")]
    [InlineData("postgres://u:1?correct-horse=1@h/d")]
    [InlineData("postgres://u:x@correct-horse@h/d")]
    [InlineData("postgres://u@x:correct-horse@h/d")]
    [InlineData("postgres://u:correct-horse%@h/d")]
    [InlineData("postgres://u:correct-horse%4@h/d")]
    [InlineData("postgres://u:correct-horse%zz@h/d")]
    [InlineData("postgres://u:correct-horse%00@h/d")]
    [InlineData("postgres://u:correct-horse%ff@h/d")]
    [InlineData("postgres://u:p@h:correct-horse/d")]
    [InlineData("postgres://u:p@h:0/correct-horse")]
    [InlineData("postgres://u:p@h:65536/correct-horse")]
    [InlineData("postgres://u:p@h/d?correct-horse=1")]
    [InlineData("postgres://u@h/d?password=a&horse=b")]
    public void Address_that_cannot_be_read_is_a_fault_that_does_not_repeat_it(string address)
    {
        var problem = Problem(address);

        Assert.NotEmpty(problem);
        Assert.DoesNotContain(Word, problem, StringComparison.Ordinal);
        Assert.DoesNotContain("horse", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_parameter_of_an_address_leads_to_a_keyword_of_Npgsql()
    {
        Assert.All(PostgresParameters.Names, name =>
        {
            var (keyword, _, _) = PostgresParameters.Translate(name, name switch
            {
                "sslmode" => "require",
                "ssl" => "true",
                "sslnegotiation" => "direct",
                "keepalives" => "1",
                "load_balance_hosts" => "random",
                _ => "prefer",
            });
            Assert.True(new NpgsqlConnectionStringBuilder().ContainsKey(keyword), name);
        });
    }

    [Fact]
    public void User_and_password_may_stand_beside_an_address()
    {
        var storage = TestSettings.Read(
            ("Storage:Provider", "postgres"),
            ("Storage:ConnectionString", "postgres://db.example:5433/bridge?sslmode=require"),
            ("Storage:User", "bridge"),
            ("Storage:Password", "a;b='c'@/?\n")).Storage;

        var settings = PostgresConnections.Parse(storage.Database()!);

        Assert.Equal(("db.example", 5433, "bridge", SslMode.Require), (settings.Host, settings.Port, settings.Database, settings.SslMode));
        Assert.Equal(("bridge", "a;b='c'@/?"), (settings.Username, settings.Password));
        Assert.DoesNotContain("a;b", $"{storage}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("postgres://u:correct-horse@h/d")]
    [InlineData("Host=h;Password=correct-horse")]
    [InlineData("Host=h;Passfile=/etc/hosts")]
    public void Password_in_two_places_is_a_fault(string connectionString)
    {
        var fault = Assert.Single(TestSettings.Faults(
            ("Storage:Provider", "postgres"), ("Storage:ConnectionString", connectionString), ("Storage:Password", "correct-horse")));

        Assert.Equal("Storage:Password", fault.Setting);
        Assert.DoesNotContain(Word, fault.Problem, StringComparison.Ordinal);
    }

    private static string Problem(string address)
    {
        var fault = Assert.Single(TestSettings.Faults(("Storage:Provider", "postgres"), ("Storage:ConnectionString", address)));
        Assert.Equal("Storage:ConnectionString", fault.Setting);
        return fault.Problem;
    }

    private static IEnumerable<string> Sorted(NpgsqlConnectionStringBuilder settings) =>
        settings.Keys.Select(key => $"{key}={settings[key]}").Order(StringComparer.Ordinal);
}
