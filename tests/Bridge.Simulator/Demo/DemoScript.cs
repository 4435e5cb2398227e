namespace Bridge.Simulator.Demo;

/// <summary>Plays the day, scene by scene, and goes on after one that failed.</summary>
internal sealed class DemoScript
{
    private readonly DemoWorld _world;
    private readonly DemoConsole _console;
    private readonly List<DemoStep> _steps;

    public DemoScript(DemoWorld world, DemoConsole console)
    {
        _world = world;
        _console = console;
        var (day, troubles) = (new DemoDay(world), new DemoTroubles(world));
        _steps =
        [
            .. day.Morning, .. troubles.Noon, .. day.Noon, .. troubles.Afternoon, .. day.Evening,
            new(world.At(9, 0), "The end of the day", CheckEverythingAsync),
        ];
        Progress = new DemoProgress(_steps);
    }

    public DemoProgress Progress { get; }

    /// <param name="pause">Between two scenes, so that somebody can follow.</param>
    /// <param name="cancellationToken">Ends the day early.</param>
    /// <returns>How many scenes failed.</returns>
    public async Task<int> PlayAsync(TimeSpan pause, CancellationToken cancellationToken)
    {
        var failures = 0;
        for (var index = 0; index < _steps.Count; index++)
        {
            var step = _steps[index];
            _console.Step(index + 1, _steps.Count, step);
            Progress.Begin(index);
            try
            {
                var scene = new DemoScene(_world, _console, cancellationToken);
                await step.Act(scene);
                Progress.Pass(index, scene.Outcome);
            }
            catch (DemoFailureException failure)
            {
                failures++;
                _console.Failed(failure);
                Progress.Fail(index, failure.Message);
            }

            await Task.Delay(pause, TimeProvider.System, cancellationToken);
        }

        return failures;
    }

    /// <summary>What must be true of the day as a whole.</summary>
    private async Task CheckEverythingAsync(DemoScene scene)
    {
        await scene.SettleAsync();
        var shown = await _world.ReadGrafanaAsync(scene.Cancelled)
            ?? throw new DemoFailureException("an answer from Grafana", "none");
        _console.Shown(shown);

        if (shown.CountBy(one => one.Incident).FirstOrDefault(incident => incident.Value > 1) is { Key: { } twice })
        {
            throw new DemoFailureException("one annotation per incident", $"several for {twice}");
        }

        if (_world.Grafana is { OrganizationWipes: > 0 })
        {
            throw new DemoFailureException("no request that deletes every annotation", $"{_world.Grafana.OrganizationWipes}");
        }

        var said = (_world.Grafana?.Requests.Select(request => request.Body) ?? []).Concat(_world.Bridge.Output).Concat(_world.Bridge.Errors);
        if (said.FirstOrDefault(text => text.Contains(DemoDay.PrivateName, StringComparison.OrdinalIgnoreCase)) is { } leak)
        {
            throw new DemoFailureException("the private incident's name in no request and no log", leak);
        }

        scene.Pass($"{shown.Count} incidents, each once; the private one's name is in no request and no log");
    }
}
