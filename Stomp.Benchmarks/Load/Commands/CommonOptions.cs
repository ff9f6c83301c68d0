using System.CommandLine;
using Stomp.Benchmarks.Load.Scenarios;
using Stomp.Benchmarks.Load.Wire;

namespace Stomp.Benchmarks.Load.Commands;

/// <summary>The options that every scenario has.</summary>
/// <param name="payload">Octets of a body by default.</param>
internal sealed class CommonOptions(int payload = CommonOptions.DefaultPayload)
{
    private const int DefaultPayload = 128;

    private readonly Option<string> _url = CommandOption.WithDefault<string>(
        "--url", "The server: stomp://HOST:PORT or ws://HOST:PORT/PATH.", "stomp://127.0.0.1:61613", "URL");
    private readonly Option<int> _payload = CommandOption.WithDefault<int>("--payload", "Octets of each body, 16 at least.", payload);
    private readonly Option<double> _duration = CommandOption.WithDefault<double>("--duration", "Seconds that are measured.", 5);
    private readonly Option<double> _warmup = CommandOption.WithDefault<double>("--warmup", "Seconds of load before that.", 2);
    private readonly Option<double> _drain = CommandOption.WithDefault<double>(
        "--drain", "Seconds without any arrival before what has not arrived is missing.", 10);
    private readonly Option<double> _setUp = CommandOption.WithDefault<double>("--setup-timeout", "Seconds for connecting and subscribing.", 60);
    private readonly Option<int?> _messages = CommandOption.Make<int?>("--messages", "Publish so many messages instead, and measure all of them.");
    private readonly Option<string?> _login = CommandOption.Make<string?>("--login", "Who connects.");
    private readonly Option<string?> _passcode = CommandOption.Make<string?>("--passcode", "The password.");
    private readonly Option<string?> _host = CommandOption.Make<string?>("--host", "The virtual host; that of the URL by default.");
    private readonly Option<string> _topicPrefix = CommandOption.WithDefault<string>(
        "--topic-prefix", "What the names of topics begin with.", "/topic/");
    private readonly Option<string> _queuePrefix = CommandOption.WithDefault<string>(
        "--queue-prefix", "What the names of queues begin with.", "/queue/");
    private readonly Option<string[]> _sendHeader = CommandOption.Make<string[]>("--send-header", "A header of each SEND. Repeatable.", "NAME:VALUE");
    private readonly Option<string[]> _subscribeHeader = CommandOption.Make<string[]>(
        "--subscribe-header", "A header of each SUBSCRIBE. Repeatable.", "NAME:VALUE");
    private readonly Option<int[]> _serverPid = CommandOption.Make<int[]>(
        "--server-pid", "A process of the server, whose CPU and memory are measured with its descendants'. Repeatable.", "PID");
    private readonly Option<int> _threads = CommandOption.WithDefault<int>(
        "--threads", "Threads of the generator, each with its own publishers and destinations.", 1);
    private readonly Option<string?> _json = CommandOption.Make<string?>(
        "--json", "Append the result to this file as a line of JSON; - writes it to the standard output instead of text.", "FILE");
    private readonly Option<string?> _label = CommandOption.Make<string?>("--label", "Text for the result.");
    private readonly Option<bool> _ceiling = CommandOption.Make<bool>(
        "--ceiling", "Repeat the run against a server that only writes, and say what the generator itself can do.");

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in new Option[]
        {
            _url, _payload, _duration, _warmup, _drain, _setUp, _messages, _login, _passcode, _host, _topicPrefix, _queuePrefix, _sendHeader, _subscribeHeader,
            _serverPid, _threads, _json, _label, _ceiling,
        })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Where JSON goes.</summary>
    public string? Json(ParseResult result) => result.GetValue(_json);

    /// <summary>Whether the ceiling is wanted.</summary>
    public bool Ceiling(ParseResult result) => result.GetValue(_ceiling);

    /// <summary>Their values.</summary>
    /// <exception cref="LoadException">One is wrong.</exception>
    public CommonSettings Read(ParseResult result) => new()
    {
        Url = ServerUrl.Parse(result.GetRequiredValue(_url)),
        PayloadBytes = result.GetValue(_payload),
        Duration = Seconds("--duration", result.GetValue(_duration)),
        Warmup = Seconds("--warmup", result.GetValue(_warmup)),
        Drain = Seconds("--drain", result.GetValue(_drain)),
        SetUpTimeout = Seconds("--setup-timeout", result.GetValue(_setUp)),
        Messages = result.GetValue(_messages),
        Login = result.GetValue(_login),
        Passcode = result.GetValue(_passcode),
        VirtualHost = result.GetValue(_host),
        TopicPrefix = result.GetRequiredValue(_topicPrefix),
        QueuePrefix = result.GetRequiredValue(_queuePrefix),
        SendHeaders = result.GetValue(_sendHeader) ?? [],
        SubscribeHeaders = result.GetValue(_subscribeHeader) ?? [],
        ServerPids = result.GetValue(_serverPid) ?? [],
        Threads = result.GetValue(_threads),
        Label = result.GetValue(_label),
    };

    /// <summary>A span of so many seconds.</summary>
    /// <exception cref="LoadException">It is below zero, or more than a day.</exception>
    public static TimeSpan Seconds(string option, double value)
    {
        const double Day = 86_400;
        CommonSettings.AtLeast(option, value, 0);
        return value <= Day ? TimeSpan.FromSeconds(value) : throw new LoadException($"{option}: it must be a day at most");
    }
}
