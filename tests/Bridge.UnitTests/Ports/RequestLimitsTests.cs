using Bridge.Ports;

namespace Bridge.UnitTests.Ports;

public sealed class RequestLimitsTests
{
    [Theory]
    [InlineData(int.MaxValue, 1024)]
    [InlineData(1_048_576, 1024)]
    [InlineData(2304, 1024)]
    [InlineData(2303, 1023)]
    [InlineData(1024, 384)]
    [InlineData(320, 32)]
    [InlineData(64, 32)]
    public void The_connections_of_both_ports_leave_descriptors_for_the_rest(int descriptors, int expected)
    {
        Assert.Equal(expected, RequestLimits.ConnectionsFor(descriptors));
    }

    [Fact]
    public void The_limit_of_descriptors_is_the_hard_one()
    {
        var limits = File.ReadLines("/proc/self/limits").Single(line => line.StartsWith("Max open files", StringComparison.Ordinal));

        var raised = DescriptorLimit.Raise();

        var hard = limits.Split(' ', StringSplitOptions.RemoveEmptyEntries)[4];
        Assert.Equal(hard == "unlimited" ? int.MaxValue : int.Parse(hard, System.Globalization.CultureInfo.InvariantCulture), raised);
    }

    [Fact]
    public void All_that_strangers_can_have_held_is_less_than_a_small_container_has()
    {
        const long Connections = 2 * RequestLimits.ConnectionsPerPort;

        var most = RequestLimits.UnverifiedBytes + (RequestLimits.ConnectionsPerPort * (long)RequestLimits.GuaranteedBytes) + (Connections * RequestLimits.RequestBufferBytes);

        Assert.InRange(most, 0, 96L * 1024 * 1024);
    }
}
