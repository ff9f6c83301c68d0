using Stomp.Broker.Subscriptions;

namespace Stomp.Broker.Destinations.Topics;

/// <summary>Where the messages of a topic go.</summary>
/// <param name="Targets">What gets each of them; never changes.</param>
/// <param name="Policy">What the topic keeps, if a policy says that it keeps anything.</param>
/// <param name="Exists">Whether it may be used, as far as policies say.</param>
internal readonly record struct TopicRoute(IMessageTarget[] Targets, TopicPolicy? Policy, bool Exists);
