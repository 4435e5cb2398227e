namespace Bridge.IntegrationTests.Hosting;

/// <summary>Waits for a condition with a deadline, instead of sleeping and hoping.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    public static Task IsTrueAsync(Func<bool> condition, string expectation) =>
        IsTrueAsync(() => Task.FromResult(condition()), () => expectation);

    /// <param name="condition">What has to become true.</param>
    /// <param name="expectation">The same in words, with what is there instead.</param>
    public static Task IsTrueAsync(Func<bool> condition, Func<string> expectation) =>
        IsTrueAsync(() => Task.FromResult(condition()), expectation);

    public static Task IsTrueAsync(Func<Task<bool>> condition, string expectation) => IsTrueAsync(condition, () => expectation);

    private static async Task IsTrueAsync(Func<Task<bool>> condition, Func<string> expectation)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Deadline, $"Not so after {Deadline.TotalSeconds} s: {expectation()}");
            await Task.Delay(Pause, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
