using System.Net;
using Bridge.Commands;
using Bridge.Settings;

namespace Bridge.UnitTests.Commands;

public sealed class HealthQuestionTests
{
    [Theory]
    [InlineData("0.0.0.0", "http://127.0.0.1:9081/healthz")]
    [InlineData("::", "http://[::1]:9081/healthz")]
    [InlineData("127.0.0.1", "http://127.0.0.1:9081/healthz")]
    [InlineData("10.1.2.3", "http://10.1.2.3:9081/healthz")]
    [InlineData("fd00::3", "http://[fd00::3]:9081/healthz")]
    public void It_is_asked_where_it_listens(string address, string expected)
    {
        var server = new ServerOptions { ManagementAddress = IPAddress.Parse(address), ManagementPort = 9081 };

        Assert.Equal(new Uri(expected), HealthQuestion.AddressOf(server));
    }

    [Fact]
    public void Without_settings_the_default_port_is_asked()
    {
        Assert.Equal(new Uri("http://127.0.0.1:8081/healthz"), HealthQuestion.AddressOf(new ServerOptions()));
    }

    [Fact]
    public void A_free_port_is_one_that_the_settings_do_not_tell()
    {
        Assert.Null(HealthQuestion.AddressOf(new ServerOptions { ManagementPort = 0 }));
    }
}
