namespace Bridge.UnitTests.Settings;

/// <summary>What a Grafana behind something asks for.</summary>
public sealed class SignInSettingTests
{
    [Fact]
    public void User_and_password_take_the_place_of_a_token()
    {
        var grafana = TestSettings.Read(("Grafana:main:Token", null), ("Grafana:main:User", "bridge"), ("Grafana:main:Password", "correct horse")).Grafana[0];

        Assert.Equal(("bridge", "correct horse", ""), (grafana.User, grafana.Password?.Reveal(), grafana.Token.Reveal()));
        Assert.DoesNotContain("correct horse", grafana.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Headers_are_secrets_under_names_of_ones_own()
    {
        var grafana = TestSettings.Read(("Grafana:main:Headers:CF-Access-Client-Id", "hunter2"), ("Grafana:main:Headers:X-Scope", "a b")).Grafana[0];
        using var request = new HttpRequestMessage();

        grafana.Headers!.AddTo(request);

        Assert.Equal(["CF-Access-Client-Id: hunter2", "X-Scope: a b"], request.Headers.Select(header => $"{header.Key}: {header.Value.Single()}"));
        Assert.DoesNotContain("hunter2", grafana.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Grafana:main:Password", "Grafana:main:User", "Password", "hunter2")]
    [InlineData("Grafana:main:User", "Grafana:main:Password", "User", "bridge", "Token", null)]
    [InlineData("Grafana:main:User", "Grafana:main:Token", "User", "bridge", "Password", "hunter2")]
    [InlineData("Grafana:main:User", "Grafana:main:User", "User", "a:b", "Password", "hunter2", "Token", null)]
    [InlineData("Grafana:main:Headers", "Grafana:main:Headers:Authorization", "Headers:Authorization", "hunter2")]
    [InlineData("Grafana:main:Headers", "Grafana:main:Headers:x-grafana-org-id", "Headers:x-grafana-org-id", "2")]
    [InlineData("Grafana:main:Headers", "Grafana:main:Headers:X Y", "Headers:X Y", "hunter2")]
    [InlineData("Grafana:main:Headers", "Grafana:main:Headers:X", "Headers:X", "hun\nter2")]
    [InlineData("Grafana:main:ClientKey", "Grafana:main:ClientCertificate", "ClientKey", "/dev/null")]
    [InlineData("Grafana:main:ClientCertificate", "Grafana:main:ClientCertificate", "ClientCertificate", "/no/such.pem")]
    public void What_does_not_go_together_is_a_fault_that_repeats_no_secret(string about, string setting, params string?[] changes)
    {
        var fault = Assert.Single(TestSettings.Faults([.. changes.Chunk(2).Select(pair => ($"Grafana:main:{pair[0]}", pair[1]))]));

        Assert.True(fault.Setting == setting, $"{about}: {fault}");
        Assert.DoesNotContain("hunter2", fault.Problem, StringComparison.Ordinal);
    }
}
